<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>lapidary</name>
        <message>
            <source>+%1 σ · %2 beyond</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>none beyond %1 σ</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No values to count.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>weight</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>count (log)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>count</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>outliers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>outlier %1
%2 σ from the mean</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>block</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No layer of this role has been measured yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Block %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Series</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1: no values.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1: %2 values from %3 to %4.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Horizontal axis: %1. Vertical axis: %2.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 boxes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Line: %1, at %2.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1: %2; arrow keys change it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Handle</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pareto front</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>●  on the Pareto front</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>○  dominated</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>◇  predicted, not measured</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>- -  predicted for the current recipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>|  ± one standard error</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No run has been measured yet. Run a recipe and evaluate it to see what its bytes cost.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>predicted for the current recipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>on the Pareto front</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>dominated</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>predicted</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>budget %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose two or more runs to compare.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>original</source>
            <translation>Original</translation>
        </message>
        <message>
            <source>energy kept</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select a layer with a weight matrix to see its spectrum.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>index of singular value</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>singular value (log)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>singular value</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>whitened</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>singular values</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>plain</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>energy kept, %</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>larger than dense from here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Rank</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>An MPO with at least two sites has bonds to show.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>index in the bond</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>bond %1 (%2)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No method can change this layer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>bytes of this layer, % of now</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>weight error, %</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>larger than now from here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>current choice</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>now</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1, window %2, %3 tokens scored, %4 on %5</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not measured</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Perplexity (%1 %2)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplexität</translation>
        </message>
        <message>
            <source>KL to original, mean · 99 %</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Original</source>
            <translation>Original</translation>
        </message>
        <message>
            <source>Size of all tensors</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Changed layers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Peak memory of the run</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>No such step</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layer</source>
            <translation>Schicht</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
        </message>
        <message>
            <source>Unchanged</source>
            <translation>Unverändert</translation>
        </message>
        <message>
            <source>changed layers, in model order</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>weight error</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No layer was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Family</source>
            <translation>Familie</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Architecture</source>
            <translation>Architektur</translation>
        </message>
        <message>
            <source>Container</source>
            <translation>Behälter</translation>
        </message>
        <message>
            <source>the tied embedding counted once</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Blocks</source>
            <translation>Blöcke</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Aufmerksamkeit</translation>
        </message>
        <message>
            <source>%1 query heads, %2 key-value heads</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>storage</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What to compress first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stored types</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tokenizer</source>
            <translation>Tokenizer</translation>
        </message>
        <message>
            <source>Configuration</source>
            <translation>Konfiguration</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>Wortschatz</translation>
        </message>
        <message>
            <source>BOS</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>added at the start of a text</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>not added</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>EOS</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Chat template</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
        <message>
            <source>%1 parameters, %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Role %1, stored as %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Method: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>unchanged</source>
            <translation>unverändert</translation>
        </message>
        <message>
            <source>%1, window %2, %3 of %4 tokens scored, %5 on %6</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>perplexity %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1, %2 parameters</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click to compare it with the original</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>perplexity (%1 %2, %3)</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::AboutDialog</name>
        <message>
            <source>About Lapidary</source>
            <translation>Über Lapidary</translation>
        </message>
        <message>
            <source>A workbench for cutting large language models down to size.
Free software under the GNU General Public License, version 3 or later.</source>
            <translation>Eine Werkbank, um große Sprachmodelle kleiner zu schleifen.
Freie Software unter der GNU General Public License, Version 3 oder neuer.</translation>
        </message>
        <message>
            <source>Not loaded: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Libraries</source>
            <translation>Bibliotheken</translation>
        </message>
        <message>
            <source>Plugins</source>
            <translation>Erweiterungen</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CompareTab</name>
        <message>
            <source>Add Run</source>
            <translation>Lauf hinzufügen</translation>
        </message>
        <message>
            <source>Add a run of the store to the comparison</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Report…</source>
            <translation>Bericht…</translation>
        </message>
        <message>
            <source>Write a self-contained report of the compared runs</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pick two or more runs with Add Run, or click points in the Trade-off tab, to see their recipes, figures and layers side by side.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Figures</source>
            <translation>Kennzahlen</translation>
        </message>
        <message>
            <source>Recipes</source>
            <translation>Rezepte</translation>
        </message>
        <message>
            <source>Layers that differ most</source>
            <translation>Am stärksten verschiedene Schichten</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <source>Weight error across depth</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layers that differ most (weight error)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Compare runs</source>
            <translation>Läufe vergleichen</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s)</source>
            <translation>
                <numerusform>%n Lauf</numerusform>
                <numerusform>%n Läufe</numerusform>
            </translation>
        </message>
        <message>
            <source>Take %1 out of the comparison</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No other finished run in this store</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Write Report</source>
            <translation>Bericht schreiben</translation>
        </message>
        <message>
            <source>HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Report written: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleich</translation>
        </message>
    </context>
    <context>
        <name>lapidary::DistributionTab</name>
        <message>
            <source>Log counts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Logarithmic counts show rare large weights</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Box plots</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Small multiples</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How the depth of the model is shown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How the same role is compared across blocks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Histogram of the current layer's weights</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Weights of this role across blocks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Distribution</source>
            <translation>Verteilung</translation>
        </message>
        <message>
            <source>Across the depth of the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select a layer in the layers tree to see how its weights are distributed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 across the depth of the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading the weights…</source>
            <translation>Lese die Gewichte…</translation>
        </message>
        <message>
            <source> · mean %1 · σ %2 · kurtosis %3 · range %4 to %5</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source> · %1 not finite</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::ErrorBanner</name>
        <message>
            <source>Close; the message stays in Help &gt; Messages</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close the message</source>
            <translation>Meldung schließen</translation>
        </message>
        <message numerus="yes">
            <source>%n more</source>
            <translation>
                <numerusform>noch %n</numerusform>
                <numerusform>noch %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::ExportDialog</name>
        <message>
            <source>Densify: multiply factors out, pad narrower blocks</source>
            <translation>Verdichten: Faktoren ausmultiplizieren, schmalere Blöcke auffüllen</translation>
        </message>
        <message>
            <source>Export To</source>
            <translation>Exportieren nach</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>Any runtime can then load it, at the size of the original form</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Typ</translation>
        </message>
        <message>
            <source>To</source>
            <translation>Nach</translation>
        </message>
        <message>
            <source>Run %1</source>
            <translation>Lauf %1</translation>
        </message>
        <message>
            <source>as stored</source>
            <translation>wie gespeichert</translation>
        </message>
        <message>
            <source>Export preview</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 exists already; choose another name.</source>
            <translation>%1 gibt es schon; bitte einen anderen Namen wählen.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::InspectorView</name>
        <message>
            <source>Apply to All Like This</source>
            <translation>Auf alle gleichartigen anwenden</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>Take method and precision from the selected layers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <source>How the selected layers are made smaller (M)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>How the numbers of the selected layers are stored</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Bonds</source>
            <translation>Bindungen</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Nachher</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Bytes</source>
            <translation>Bytes</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <source>Predicted weight error</source>
            <translation>Erwarteter Gewichtsfehler</translation>
        </message>
        <message>
            <source>Relative Frobenius error of the weights, from their spectra; “-” while these are not known, or where it takes the weights themselves (pruning).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a model to see its layers.</source>
            <translation>Ein Modell öffnen, um seine Schichten zu sehen.</translation>
        </message>
        <message>
            <source>Select a layer on the left to choose what happens to it.</source>
            <translation>Links eine Schicht wählen, um zu bestimmen, was mit ihr geschieht.</translation>
        </message>
        <message>
            <source>Vectors and norms stay as they are: nothing to choose here.</source>
            <translation>Vektoren und Normen bleiben, wie sie sind: hier ist nichts zu wählen.</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n Schicht</numerusform>
                <numerusform>%n Schichten</numerusform>
            </translation>
        </message>
        <message>
            <source>Apply to All Like This (%1)</source>
            <translation>Für alle gleichen (%1)</translation>
        </message>
        <message>
            <source>Give every layer of role %1 the method and precision shown here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mixed</source>
            <translation>verschieden</translation>
        </message>
        <message>
            <source>Keep %1</source>
            <translation>%1 behalten</translation>
        </message>
        <message>
            <source>The selected layers have different methods. Choosing one gives it to all of them.</source>
            <translation>Die gewählten Schichten haben verschiedene Methoden. Eine Wahl gilt dann für alle.</translation>
        </message>
        <message>
            <source>These layers keep their form.</source>
            <translation>Diese Schichten behalten ihre Form.</translation>
        </message>
        <message numerus="yes">
            <source>%n steps of the recipe act on this layer one after the other; this is the last of them.</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>%1 bytes, %2 parameters</source>
            <translation>%1 Bytes, %2 Parameter</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>und noch %n</numerusform>
                <numerusform>und noch %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobCard</name>
        <message>
            <source>Show log</source>
            <translation>Protokoll zeigen</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>Aus der Liste entfernen</translation>
        </message>
        <message>
            <source>Stop this job</source>
            <translation>Diese Aufgabe anhalten</translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobsModel</name>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>noch %1</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>angehalten</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobsView</name>
        <message>
            <source>Jobs</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>What the jobs wrote</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing is running.</source>
            <translation>Es läuft nichts.</translation>
        </message>
        <message numerus="yes">
            <source>%n running</source>
            <translation>
                <numerusform>%n läuft</numerusform>
                <numerusform>%n laufen</numerusform>
            </translation>
        </message>
        <message>
            <source>No job has written anything yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Log of Jobs</source>
            <translation>Protokoll der Aufgaben</translation>
        </message>
    </context>
    <context>
        <name>lapidary::LayerFilter</name>
        <message>
            <source>“%1”: a size is a number such as 500k or 1M</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“%1” needs a value</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“%1”: blocks are numbers and ranges such as 4-20,25</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::LayersModel</name>
        <message>
            <source>mixed</source>
            <translation>verschieden</translation>
        </message>
        <message>
            <source>role %1</source>
            <translation>Rolle %1</translation>
        </message>
        <message>
            <source>stored as %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 Parameter</translation>
        </message>
        <message>
            <source>%1 bytes, after the recipe %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>predicted weight error %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Shape</source>
            <translation>Form</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Typ</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Nachher</translation>
        </message>
    </context>
    <context>
        <name>lapidary::LayersView</name>
        <message>
            <source>By Role</source>
            <translation>Nach Rolle</translation>
        </message>
        <message>
            <source>Blocks…</source>
            <translation>Blöcke…</translation>
        </message>
        <message>
            <source>All Like This</source>
            <translation>Alle gleichartigen</translation>
        </message>
        <message>
            <source>Attention Matrices</source>
            <translation>Aufmerksamkeitsmatrizen</translation>
        </message>
        <message>
            <source>MLP Matrices</source>
            <translation>MLP-Matrizen</translation>
        </message>
        <message>
            <source>All Matrices in Blocks</source>
            <translation>Alle Matrizen in Blöcken</translation>
        </message>
        <message>
            <source>All Shown</source>
            <translation>Alle gezeigten</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>Umkehren</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Keine</translation>
        </message>
        <message>
            <source>Select Blocks</source>
            <translation>Blöcke wählen</translation>
        </message>
        <message>
            <source>Blocks, for example 0-3,7,20-:</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select All Like This</source>
            <translation>Alle gleichartigen wählen</translation>
        </message>
        <message>
            <source>Set Method</source>
            <translation>Methode setzen</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>Select</source>
            <translation>Wählen</translation>
        </message>
        <message>
            <source>Copy Name</source>
            <translation>Namen kopieren</translation>
        </message>
        <message>
            <source>Expand All</source>
            <translation>Alle aufklappen</translation>
        </message>
        <message>
            <source>Collapse All</source>
            <translation>Alle zuklappen</translation>
        </message>
        <message>
            <source>Filter: name, role:down, block:4-20, size&gt;1M</source>
            <translation>Filter: Name, role:down, block:4-20, size&gt;1M</translation>
        </message>
        <message>
            <source>Filter layers</source>
            <translation>Schichten filtern</translation>
        </message>
        <message>
            <source>Words or globs of names, and: role:q,k   block:4-20   size&gt;1M   method:none   dtype:bf16</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select layers by role, block or likeness</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n Schicht</numerusform>
                <numerusform>%n Schichten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) selected</source>
            <translation>
                <numerusform>%n Schicht gewählt</numerusform>
                <numerusform>%n Schichten gewählt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n like it (role %1)</source>
            <translation>
                <numerusform>%n gleichartige (Rolle %1)</numerusform>
                <numerusform>%n gleichartige (Rolle %1)</numerusform>
            </translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Alle wählen</translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 Parameter</translation>
        </message>
    </context>
    <context>
        <name>lapidary::MainWindow</name>
        <message>
            <source>Views of the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>Inspektor</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>Toolbar</source>
            <translation>Werkzeugleiste</translation>
        </message>
        <message>
            <source>Device and precision to compute with; change them in the settings</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n thread(s)</source>
            <translation>
                <numerusform>%n Thread</numerusform>
                <numerusform>%n Threads</numerusform>
            </translation>
        </message>
        <message>
            <source>Memory that this program holds, of the machine's</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Memory %1 of %2</source>
            <translation>Speicher %1 von %2</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>%1[*] - Lapidary</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No model is open</source>
            <translation>Kein Modell geöffnet</translation>
        </message>
        <message>
            <source>unknown architecture</source>
            <translation>unbekannte Architektur</translation>
        </message>
        <message numerus="yes">
            <source>%n block(s)</source>
            <translation>
                <numerusform>%n Block</numerusform>
                <numerusform>%n Blöcke</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 Parameter</translation>
        </message>
        <message>
            <source>, tied embedding</source>
            <translation>, gekoppelte Einbettung</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>Ö&amp;ffnen…</translation>
        </message>
        <message>
            <source>Open &amp;Folder…</source>
            <translation>&amp;Ordner öffnen…</translation>
        </message>
        <message>
            <source>Open &amp;Recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>Open &amp;Built-in Model</source>
            <translation>&amp;Eingebautes Modell öffnen</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>E&amp;xportieren…</translation>
        </message>
        <message>
            <source>&amp;Close Model</source>
            <translation>Modell &amp;schließen</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>&amp;Einstellungen…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <source>Nothing yet</source>
            <translation>Noch nichts</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>&amp;Find Layers</source>
            <translation>Schichten &amp;suchen</translation>
        </message>
        <message>
            <source>&amp;Select Layers</source>
            <translation>Schichten &amp;wählen</translation>
        </message>
        <message>
            <source>Select All &amp;Like This</source>
            <translation>Alle &amp;gleichartigen wählen</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>Reset Layout</source>
            <translation>Anordnung zurücksetzen</translation>
        </message>
        <message>
            <source>&amp;Appearance</source>
            <translation>&amp;Erscheinung</translation>
        </message>
        <message>
            <source>Follow the System</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Full Screen</source>
            <translation>Vollbild</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>&amp;Modell</translation>
        </message>
        <message>
            <source>Set &amp;Method</source>
            <translation>&amp;Methode setzen</translation>
        </message>
        <message>
            <source>&amp;Apply to All Like This</source>
            <translation>&amp;Auf alle gleichartigen anwenden</translation>
        </message>
        <message>
            <source>&amp;Reset Layers</source>
            <translation>Schichten &amp;zurücksetzen</translation>
        </message>
        <message>
            <source>&amp;Details</source>
            <translation>&amp;Einzelheiten</translation>
        </message>
        <message>
            <source>Re&amp;cipe</source>
            <translation>&amp;Rezept</translation>
        </message>
        <message>
            <source>&amp;Add Step…</source>
            <translation>Schritt &amp;hinzufügen…</translation>
        </message>
        <message>
            <source>&amp;Save Recipe</source>
            <translation>Rezept &amp;sichern</translation>
        </message>
        <message>
            <source>Save Recipe &amp;As…</source>
            <translation>Rezept sichern &amp;als…</translation>
        </message>
        <message>
            <source>&amp;Load Recipe…</source>
            <translation>Rezept &amp;laden…</translation>
        </message>
        <message>
            <source>S&amp;tep</source>
            <translation>Sch&amp;ritt</translation>
        </message>
        <message>
            <source>&amp;Presets</source>
            <translation>&amp;Vorlagen</translation>
        </message>
        <message>
            <source>R&amp;uns</source>
            <translation>&amp;Läufe</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Ausführen</translation>
        </message>
        <message>
            <source>Carry out the recipe (%1)</source>
            <translation>Das Rezept ausführen (%1)</translation>
        </message>
        <message>
            <source>&amp;Run…</source>
            <translation>&amp;Ausführen…</translation>
        </message>
        <message>
            <source>&amp;Compare the Latest Two</source>
            <translation>Die letzten zwei &amp;vergleichen</translation>
        </message>
        <message>
            <source>Re&amp;port…</source>
            <translation>&amp;Bericht…</translation>
        </message>
        <message>
            <source>Choose &amp;Store…</source>
            <translation>&amp;Ablage wählen…</translation>
        </message>
        <message>
            <source>&amp;Open Store Folder</source>
            <translation>Ordner der Ablage ö&amp;ffnen</translation>
        </message>
        <message>
            <source>Re&amp;fresh</source>
            <translation>&amp;Neu einlesen</translation>
        </message>
        <message>
            <source>Job &amp;Log</source>
            <translation>&amp;Protokoll der Aufgaben</translation>
        </message>
        <message>
            <source>Clear &amp;Ended Jobs</source>
            <translation>&amp;Beendete Aufgaben entfernen</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>&amp;Keyboard Shortcuts</source>
            <translation>&amp;Tastenkürzel</translation>
        </message>
        <message>
            <source>&amp;Messages</source>
            <translation>&amp;Meldungen</translation>
        </message>
        <message>
            <source>&amp;Diagnostics</source>
            <translation>&amp;Diagnose</translation>
        </message>
        <message>
            <source>&amp;About Lapidary</source>
            <translation>Ü&amp;ber Lapidary</translation>
        </message>
        <message>
            <source>Open a Checkpoint</source>
            <translation>Modelldatei öffnen</translation>
        </message>
        <message>
            <source>Checkpoints (*.gguf *.safetensors config.json *.index.json);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a Model Folder</source>
            <translation>Modellordner öffnen</translation>
        </message>
        <message>
            <source>Unsaved Recipe</source>
            <translation>Ungesichertes Rezept</translation>
        </message>
        <message>
            <source>The recipe has changes that are not saved to a file.</source>
            <translation>Das Rezept hat Änderungen, die in keiner Datei gesichert sind.</translation>
        </message>
        <message>
            <source>No exporter is installed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Exported %1.</source>
            <translation>%1 exportiert.</translation>
        </message>
        <message>
            <source>Folder for Runs</source>
            <translation>Ordner für Läufe</translation>
        </message>
        <message>
            <source>Open a model first: %1 looks like a recipe.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Work Is Still Running</source>
            <translation>Es wird noch gearbeitet</translation>
        </message>
        <message>
            <source>%1

A run that is stopped keeps its finished layers: the same run resumes from there.</source>
            <translation>%1

Ein angehaltener Lauf behält seine fertigen Schichten: derselbe Lauf geht von dort weiter.</translation>
        </message>
        <message>
            <source>Keep Running Until Done</source>
            <translation>Bis zum Ende weiterlaufen</translation>
        </message>
        <message>
            <source>Stop and Resume Later</source>
            <translation>Anhalten und später fortsetzen</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>Meldungen</translation>
        </message>
        <message>
            <source>No messages.</source>
            <translation>Keine Meldungen.</translation>
        </message>
        <message>
            <source>Store of runs: %1</source>
            <translation>Ablage der Läufe: %1</translation>
        </message>
        <message>
            <source>not loaded: %1: %2
</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Diagnostics</source>
            <translation>Diagnose</translation>
        </message>
        <message>
            <source>In the layers tree: arrows move, Space marks, Ctrl+A marks all shown,
M opens the method, + and - change the size.
In the recipe: Return edits, Delete removes, Alt+Up and Alt+Down move.
In charts: wheel and drag zoom, double click resets, arrows move the handle.
</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keyboard Shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Choose device</source>
            <translation>Gerät wählen</translation>
        </message>
        <message>
            <source>Computes on %1 in %2. %3. Change it in the settings.</source>
            <translation>Rechnet auf %1 in %2. %3. In den Einstellungen zu ändern.</translation>
        </message>
        <message>
            <source>Restore Recipe</source>
            <translation>Rezept wiederherstellen</translation>
        </message>
        <message>
            <source>&amp;All Runs…</source>
            <translation>Alle &amp;Läufe…</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ModelTab</name>
        <message>
            <source>Description of the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Read the tokenizer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>No model is open.</source>
            <translation>Kein Modell geöffnet.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::OverviewTab</name>
        <message>
            <source>Colour: role</source>
            <translation>Farbe: Rolle</translation>
        </message>
        <message>
            <source>Colour: method</source>
            <translation>Farbe: Methode</translation>
        </message>
        <message>
            <source>Colour: dtype</source>
            <translation>Farbe: Datentyp</translation>
        </message>
        <message>
            <source>Colour of the treemap</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the colours of the treemap mean</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a model to see where its parameters are.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Parameters by layer</source>
            <translation>Parameter nach Schicht</translation>
        </message>
        <message>
            <source>area is the number of parameters</source>
            <translation>die Fläche ist die Zahl der Parameter</translation>
        </message>
        <message>
            <source>embedding and head</source>
            <translation>Einbettung und Kopf</translation>
        </message>
        <message>
            <source>norms</source>
            <translation>Normen</translation>
        </message>
        <message>
            <source>attention</source>
            <translation>Aufmerksamkeit</translation>
        </message>
        <message>
            <source>MLP and others</source>
            <translation>MLP und anderes</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Share of the parameters: %1</source>
            <translation>Anteil an den Parametern: %1</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Übersicht</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ParamField</name>
        <message>
            <source>balanced</source>
            <translation>ausgewogen</translation>
        </message>
        <message>
            <source>%1, slider</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mixed</source>
            <translation>verschieden</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ParamForm</name>
        <message>
            <source>Give the size by: %1</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::PathField</name>
        <message>
            <source>Browse…</source>
            <translation>Durchsuchen…</translation>
        </message>
        <message>
            <source>Browse: %1</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::PlaygroundSide</name>
        <message>
            <source>Model on the %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The model that answers here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Answer on the %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The answer appears here as it is generated.</source>
            <translation>Die Antwort erscheint hier, während sie entsteht.</translation>
        </message>
        <message>
            <source>There is no model to ask yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Loading the model…</source>
            <translation>Lade das Modell…</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>Angehalten.</translation>
        </message>
        <message>
            <source>Generating…</source>
            <translation>Erzeuge…</translation>
        </message>
        <message>
            <source>Generate · %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 tokens · %2 · first after %3 ms</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tokens</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::PlaygroundTab</name>
        <message>
            <source>Chat</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Generate</source>
            <translation>Erzeugen</translation>
        </message>
        <message>
            <source>left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>right</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Playground</source>
            <translation>Spielwiese</translation>
        </message>
        <message>
            <source>the same prompt, two models</source>
            <translation>dieselbe Eingabe, zwei Modelle</translation>
        </message>
        <message>
            <source>Once there was</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Prompt</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>What both models continue; Ctrl+Return generates</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tokens to generate</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Generation stops after this many tokens at most</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Temperature</source>
            <translation>Temperatur</translation>
        </message>
        <message>
            <source>0 always takes the likeliest token</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Wrap the prompt by the model's chat template</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask both models (Ctrl+Return)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tokens</source>
            <translation>Token</translation>
        </message>
        <message>
            <source>Original: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
    </context>
    <context>
        <name>lapidary::PlotView</name>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Save Chart</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reset Zoom</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The chart could not be written to "%1": %2. Choose another place.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::RecipeEditor</name>
        <message>
            <source>Add Step</source>
            <translation>Schritt hinzufügen</translation>
        </message>
        <message>
            <source>Remove Step</source>
            <translation>Schritt entfernen</translation>
        </message>
        <message>
            <source>Edit Step</source>
            <translation>Schritt bearbeiten</translation>
        </message>
        <message>
            <source>Move Step</source>
            <translation>Schritt verschieben</translation>
        </message>
        <message>
            <source>Enable Step</source>
            <translation>Schritt einschalten</translation>
        </message>
        <message>
            <source>Disable Step</source>
            <translation>Schritt ausschalten</translation>
        </message>
        <message>
            <source>Rename Recipe</source>
            <translation>Rezept umbenennen</translation>
        </message>
        <message>
            <source>Reset Layers</source>
            <translation>Schichten zurücksetzen</translation>
        </message>
        <message>
            <source>Change Method</source>
            <translation>Methode ändern</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RecipeModel</name>
        <message>
            <source>Predicted relative error of the weights. “-” until the spectra of all layers of this step are known, or where it takes the weights themselves.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <source>Bytes before</source>
            <translation>Bytes vorher</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Nachher</translation>
        </message>
        <message>
            <source>Predicted error</source>
            <translation>Erwarteter Fehler</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RecipeView</name>
        <message>
            <source>Add Step…</source>
            <translation>Schritt hinzufügen…</translation>
        </message>
        <message>
            <source>Edit Step…</source>
            <translation>Schritt bearbeiten…</translation>
        </message>
        <message>
            <source>Duplicate Step</source>
            <translation>Schritt verdoppeln</translation>
        </message>
        <message>
            <source>Remove Step</source>
            <translation>Schritt entfernen</translation>
        </message>
        <message>
            <source>Move Up</source>
            <translation>Nach oben</translation>
        </message>
        <message>
            <source>Move Down</source>
            <translation>Nach unten</translation>
        </message>
        <message>
            <source>Select Its Layers</source>
            <translation>Seine Schichten wählen</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Umbenennen…</translation>
        </message>
        <message>
            <source>Load Recipe…</source>
            <translation>Rezept laden…</translation>
        </message>
        <message>
            <source>Save Recipe As…</source>
            <translation>Rezept sichern als…</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>Clear Recipe</source>
            <translation>Rezept leeren</translation>
        </message>
        <message>
            <source>Load Recipe</source>
            <translation>Rezept laden</translation>
        </message>
        <message>
            <source>Recipes (*.json)</source>
            <translation>Rezepte (*.json)</translation>
        </message>
        <message>
            <source>Save Recipe</source>
            <translation>Rezept sichern</translation>
        </message>
        <message>
            <source>Rename Recipe</source>
            <translation>Rezept umbenennen</translation>
        </message>
        <message>
            <source>Name:</source>
            <translation>Name:</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <source>Presets</source>
            <translation>Vorlagen</translation>
        </message>
        <message>
            <source>Recipes that are ready to use, load and save</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Add a step by role, blocks or names</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Steps of the recipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing is changed yet. Select layers and choose a method in the inspector, add a step, or start from a preset.</source>
            <translation>Noch ist nichts geändert. Schichten wählen und im Inspektor eine Methode setzen, einen Schritt hinzufügen oder mit einer Vorlage beginnen.</translation>
        </message>
        <message>
            <source>%1 → %2 parameters</source>
            <translation>%1 → %2 Parameter</translation>
        </message>
        <message numerus="yes">
            <source>quality not predicted for %n layer(s)</source>
            <translation>
                <numerusform>Güte für %n Schicht nicht vorhergesagt</numerusform>
                <numerusform>Güte für %n Schichten nicht vorhergesagt</numerusform>
            </translation>
        </message>
        <message>
            <source>Parameters counted once where matrices are tied: %1 → %2.
Quality is measured by Run.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n error(s)</source>
            <translation>
                <numerusform>%n Fehler</numerusform>
                <numerusform>%n Fehler</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n warning(s)</source>
            <translation>
                <numerusform>%n Warnung</numerusform>
                <numerusform>%n Warnungen</numerusform>
            </translation>
        </message>
        <message>
            <source>Error: %1</source>
            <translation>Fehler: %1</translation>
        </message>
        <message>
            <source>What the Plan Says</source>
            <translation>Was der Plan sagt</translation>
        </message>
        <message>
            <source>unnamed</source>
            <translation>unbenannt</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ReportDialog</name>
        <message>
            <source>Write Report</source>
            <translation>Bericht schreiben</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <source>Runs in the report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>HTML, self-contained</source>
            <translation>HTML, in einer Datei</translation>
        </message>
        <message>
            <source>Markdown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>JSON</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CSV files</source>
            <translation>CSV-Dateien</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>To</source>
            <translation>Nach</translation>
        </message>
        <message>
            <source>Write</source>
            <translation>Schreiben</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunDialog</name>
        <message>
            <source>Measure perplexity before and after</source>
            <translation>Perplexität vorher und nachher messen</translation>
        </message>
        <message>
            <source>and the divergence from the original (holds both models)</source>
            <translation>und die Abweichung vom Original (hält beide Modelle)</translation>
        </message>
        <message>
            <source>Text to measure on</source>
            <translation>Text zum Messen</translation>
        </message>
        <message>
            <source>Text (*.txt *.md);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run</source>
            <translation>Ausführen</translation>
        </message>
        <message>
            <source>Name of the run</source>
            <translation>Name des Laufs</translation>
        </message>
        <message>
            <source>strided (2,048 window, all scored)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>llama.cpp (512 window, second half scored)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>all</source>
            <translation>alle</translation>
        </message>
        <message>
            <source>Windows of the text to score; fewer is quicker and less certain</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The same recipe, model and seed give the same bytes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>Windows</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>Store</source>
            <translation>Ablage</translation>
        </message>
        <message>
            <source>mix %1</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n layer(s) of %1 change:</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Choose a text to measure on, or do not measure.</source>
            <translation>Einen Text zum Messen wählen oder nicht messen.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>Es gibt keine Datei %1.</translation>
        </message>
        <message>
            <source>This recipe does not make the model smaller.</source>
            <translation>Dieses Rezept macht das Modell nicht kleiner.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::Runs</name>
        <message>
            <source>Read runs</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Compress · %1</source>
            <translation>Verkleinern · %1</translation>
        </message>
        <message>
            <source>Perplexity · %1</source>
            <translation>Perplexität · %1</translation>
        </message>
        <message>
            <source>Export · %1</source>
            <translation>Export · %1</translation>
        </message>
        <message>
            <source>Report · %1</source>
            <translation>Bericht · %1</translation>
        </message>
        <message>
            <source>Delete run %1</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::RunsDialog</name>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>Runs of the store</source>
            <translation>Läufe der Ablage</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleich</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Löschen…</translation>
        </message>
        <message>
            <source>Delete Runs</source>
            <translation>Läufe löschen</translation>
        </message>
        <message numerus="yes">
            <source>Delete %n run(s) with their files? This cannot be undone.</source>
            <translation>
                <numerusform>%n Lauf mit seinen Dateien löschen? Das lässt sich nicht rückgängig machen.</numerusform>
                <numerusform>%n Läufe mit ihren Dateien löschen? Das lässt sich nicht rückgängig machen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunsModel</name>
        <message>
            <source>finished</source>
            <translation>fertig</translation>
        </message>
        <message>
            <source>unfinished</source>
            <translation>unfertig</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Ausführen</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Created (UTC)</source>
            <translation>Erstellt (UTC)</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Saved</source>
            <translation>Gespart</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplexität</translation>
        </message>
    </context>
    <context>
        <name>lapidary::Session</name>
        <message>
            <source>A plugin did not load (%1): %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open %1</source>
            <translation>%1 öffnen</translation>
        </message>
        <message>
            <source>Built-in model</source>
            <translation>Eingebautes Modell</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Follow the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Erscheinung</translation>
        </message>
        <message>
            <source>decimal: MB, GB</source>
            <translation>dezimal: MB, GB</translation>
        </message>
        <message>
            <source>binary: MiB, GiB</source>
            <translation>binär: MiB, GiB</translation>
        </message>
        <message>
            <source>Units of bytes</source>
            <translation>Byte-Einheiten</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <source>Takes effect with the next start</source>
            <translation>Gilt ab dem nächsten Start</translation>
        </message>
        <message>
            <source>Open the last model at start</source>
            <translation>Beim Start das letzte Modell öffnen</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>choose for me</source>
            <translation>automatisch wählen</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>the quickest here (measured)</source>
            <translation>die schnellste hier (gemessen)</translation>
        </message>
        <message>
            <source>Precision of computing</source>
            <translation>Rechengenauigkeit</translation>
        </message>
        <message>
            <source>all (%1)</source>
            <translation>alle (%1)</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>Threads</translation>
        </message>
        <message>
            <source>Computing</source>
            <translation>Rechnen</translation>
        </message>
        <message>
            <source>Folder for Runs</source>
            <translation>Ordner für Läufe</translation>
        </message>
        <message>
            <source>Folder for runs</source>
            <translation>Ordner für Läufe</translation>
        </message>
        <message>
            <source>Text to Measure Perplexity On</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Text (*.txt *.md);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the built-in text</source>
            <translation>der eingebaute Text</translation>
        </message>
        <message>
            <source>Text to measure on</source>
            <translation>Text zum Messen</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Dateien</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SpectrumTab</name>
        <message>
            <source>Bonds</source>
            <translation>Bindungen</translation>
        </message>
        <message>
            <source>Show the spectrum at each bond of the tensor train instead; the handle then sets χ</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show bond spectra</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Spectrum of the current layer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Error against bytes of each method</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What each method would cost here</source>
            <translation>Was jede Methode hier kosten würde</translation>
        </message>
        <message>
            <source>Spectrum</source>
            <translation>Spektrum</translation>
        </message>
        <message>
            <source>Select a matrix in the layers tree to see its singular values.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 · role %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Computing singular values…</source>
            <translation>Berechne Singulärwerte…</translation>
        </message>
        <message>
            <source>rank %1 · %2 of the bytes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>weight error %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>
drag to factor this layer by SVD</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Computing bond spectra…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>χ %1 · %2 of the bytes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>weight error at most %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>
drag to factor this layer as a tensor train</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::StartPage</name>
        <message>
            <source>Recent models</source>
            <translation>Zuletzt geöffnete Modelle</translation>
        </message>
        <message>
            <source>Models found on this machine</source>
            <translation>Modelle auf diesem Rechner</translation>
        </message>
        <message>
            <source>What you open is listed here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Looking…</source>
            <translation>Suche…</translation>
        </message>
        <message>
            <source>Cut a language model down to size</source>
            <translation>Ein Sprachmodell kleiner schleifen</translation>
        </message>
        <message>
            <source>Open a checkpoint, pick what to cut and how, see what it costs before and after, and export something that real runtimes load.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recent</source>
            <translation>Zuletzt</translation>
        </message>
        <message>
            <source>On this machine</source>
            <translation>Auf diesem Rechner</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>Drop a model folder, .safetensors or .gguf file anywhere in this window</source>
            <translation>Einen Modellordner, eine .safetensors- oder .gguf-Datei irgendwo in dieses Fenster ziehen</translation>
        </message>
        <message>
            <source>Open Folder…</source>
            <translation>Ordner öffnen…</translation>
        </message>
        <message>
            <source>Open a Hugging Face folder (config.json and .safetensors)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open File…</source>
            <translation>Datei öffnen…</translation>
        </message>
        <message>
            <source>Open a .gguf or .safetensors file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Try the Built-in Model</source>
            <translation>Das eingebaute Modell ausprobieren</translation>
        </message>
        <message>
            <source>Open the model that comes with the program</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A story model of a million parameters: every method runs in seconds, and each tab has something to show.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Enter or double click opens</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No models of the Hugging Face cache, LM Studio, llama.cpp or Ollama were found.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::StepDialog</name>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>all; or 0-3,7,20-</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>all; or globs such as *.mlp.* separated by spaces</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>none; or globs such as model.layers.0.*</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Roles</source>
            <translation>Rollen</translation>
        </message>
        <message>
            <source>Blocks</source>
            <translation>Blöcke</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message>
            <source>Except</source>
            <translation>Außer</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n Schicht</numerusform>
                <numerusform>%n Schichten</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::TextDialog</name>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TextModels</name>
        <message>
            <source>Load %1</source>
            <translation>%1 laden</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TradeoffTab</name>
        <message>
            <source>x: file size</source>
            <translation>x: Dateigröße</translation>
        </message>
        <message>
            <source>x: parameters</source>
            <translation>x: Parameter</translation>
        </message>
        <message>
            <source>Size axis</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the horizontal axis shows</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Runs of this model</source>
            <translation>Läufe dieses Modells</translation>
        </message>
        <message>
            <source>All runs of the store</source>
            <translation>Alle Läufe der Ablage</translation>
        </message>
        <message>
            <source>Runs shown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Which runs are drawn</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Perplexity against size</source>
            <translation>Perplexität gegen Größe</translation>
        </message>
        <message>
            <source>size of all tensors</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>parameters</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>current recipe</source>
            <translation>jetziges Rezept</translation>
        </message>
        <message>
            <source>No measured run yet. Build a recipe and press Run with "Measure perplexity" on: each run becomes a point here.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n run(s) without a comparable figure</source>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>Abwägung</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TreemapView</name>
        <message>
            <source>Treemap of the model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 areas in %2 groups; %3 selected.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1, %2 % of the whole.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Save Treemap</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The treemap could not be written to "%1": %2. Choose another place.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>lapidary::errorText</name>
        <message>
            <source>Unexpected failure:</source>
            <translation>Unerwarteter Fehler:</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>Angehalten.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::findModels</name>
        <message>
            <source>Look for models</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
