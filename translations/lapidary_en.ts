<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>lapidary::CompareTab</name>
        <message numerus="yes">
            <source>%n run(s)</source>
            <translation>
                <numerusform>%n run</numerusform>
                <numerusform>%n runs</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::ErrorBanner</name>
        <message numerus="yes">
            <source>%n more</source>
            <translation>
                <numerusform>%n more</numerusform>
                <numerusform>%n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::InspectorView</name>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n layer</numerusform>
                <numerusform>%n layers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n steps of the recipe act on this layer one after the other; this is the last of them.</source>
            <translation>
                <numerusform>%n step of the recipe acts on this layer.</numerusform>
                <numerusform>%n steps of the recipe act on this layer one after the other; this is the last of them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobsView</name>
        <message numerus="yes">
            <source>%n running</source>
            <translation>
                <numerusform>%n running</numerusform>
                <numerusform>%n running</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::LayersView</name>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n layer</numerusform>
                <numerusform>%n layers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) selected</source>
            <translation>
                <numerusform>%n layer selected</numerusform>
                <numerusform>%n layers selected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n like it (role %1)</source>
            <translation>
                <numerusform>%n like it (role %1)</numerusform>
                <numerusform>%n like it (role %1)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::MainWindow</name>
        <message numerus="yes">
            <source>%n thread(s)</source>
            <translation>
                <numerusform>%n thread</numerusform>
                <numerusform>%n threads</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n block(s)</source>
            <translation>
                <numerusform>%n block</numerusform>
                <numerusform>%n blocks</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::RecipeView</name>
        <message numerus="yes">
            <source>quality not predicted for %n layer(s)</source>
            <translation>
                <numerusform>quality not predicted for %n layer</numerusform>
                <numerusform>quality not predicted for %n layers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n error(s)</source>
            <translation>
                <numerusform>%n error</numerusform>
                <numerusform>%n errors</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n warning(s)</source>
            <translation>
                <numerusform>%n warning</numerusform>
                <numerusform>%n warnings</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunDialog</name>
        <message numerus="yes">
            <source>%n run(s) of %1, one after the other, keeping %2</source>
            <translation>
                <numerusform>%n run of %1, keeping %2</numerusform>
                <numerusform>%n runs of %1, one after the other, keeping %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) of %1 change:</source>
            <translation>
                <numerusform>%n layer of %1 change:</numerusform>
                <numerusform>%n layers of %1 change:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>in %n stage(s), measured after each: %1</source>
            <translation>
                <numerusform>in %n stage, measured after it: %1</numerusform>
                <numerusform>in %n stages, measured after each: %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunsDialog</name>
        <message numerus="yes">
            <source>Delete %n run(s) with their files? This cannot be undone.</source>
            <translation>
                <numerusform>Delete %n run with its files? This cannot be undone.</numerusform>
                <numerusform>Delete %n runs with their files? This cannot be undone.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::StepDialog</name>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n layer</numerusform>
                <numerusform>%n layers</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::TradeoffTab</name>
        <message numerus="yes">
            <source>%n run(s) without a comparable figure</source>
            <translation>
                <numerusform>%n run without a comparable figure</numerusform>
                <numerusform>%n runs without a comparable figure</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::BudgetView</name>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n selected layer</numerusform>
                <numerusform>%n selected layers</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::SensitivityDialog</name>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n selected layer</numerusform>
                <numerusform>%n selected layers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Changes one layer at a time, all others as they are, and measures how far the model&apos;s predictions move: about %n measurement(s).</source>
            <translation>
                <numerusform>Changes one layer at a time, all others as they are, and measures how far the model&apos;s predictions move: about %n measurement.</numerusform>
                <numerusform>Changes one layer at a time, all others as they are, and measures how far the model&apos;s predictions move: about %n measurements.</numerusform>
            </translation>
        </message>
    </context>
</TS>
