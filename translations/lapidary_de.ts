<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>lapidary</name>
        <message>
            <source>+%1 σ · %2 beyond</source>
            <translation>+%1 σ · %2 jenseits</translation>
        </message>
        <message>
            <source>none beyond %1 σ</source>
            <translation>keine jenseits von %1 σ</translation>
        </message>
        <message>
            <source>No values to count.</source>
            <translation>Keine Werte zu zählen.</translation>
        </message>
        <message>
            <source>weight</source>
            <translation>Gewicht</translation>
        </message>
        <message>
            <source>count (log)</source>
            <translation>Anzahl (log)</translation>
        </message>
        <message>
            <source>count</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>outliers</source>
            <translation>Ausreißer</translation>
        </message>
        <message>
            <source>outlier %1
%2 σ from the mean</source>
            <translation>Ausreißer %1
%2 σ vom Mittelwert</translation>
        </message>
        <message>
            <source>block</source>
            <translation>Block</translation>
        </message>
        <message>
            <source>No layer of this role has been measured yet.</source>
            <translation>Noch keine Schicht dieser Rolle ist gemessen.</translation>
        </message>
        <message>
            <source>Block %1</source>
            <translation>Block %1</translation>
        </message>
        <message>
            <source>Pareto front</source>
            <translation>Pareto-Front</translation>
        </message>
        <message>
            <source>●  on the Pareto front</source>
            <translation>●  auf der Pareto-Front</translation>
        </message>
        <message>
            <source>○  dominated</source>
            <translation>○  dominiert</translation>
        </message>
        <message>
            <source>◇  predicted, not measured</source>
            <translation>◇  vorhergesagt, nicht gemessen</translation>
        </message>
        <message>
            <source>|  ± one standard error</source>
            <translation>|  ± ein Standardfehler</translation>
        </message>
        <message>
            <source>No run has been measured yet. Run a recipe and evaluate it to see what its bytes cost.</source>
            <translation>Noch kein Lauf ist gemessen. Ein Rezept ausführen und auswerten, um zu sehen, was seine Bytes kosten.</translation>
        </message>
        <message>
            <source>on the Pareto front</source>
            <translation>auf der Pareto-Front</translation>
        </message>
        <message>
            <source>dominated</source>
            <translation>dominiert</translation>
        </message>
        <message>
            <source>predicted</source>
            <translation>vorhergesagt</translation>
        </message>
        <message>
            <source>budget %1</source>
            <translation>Budget %1</translation>
        </message>
        <message>
            <source>Choose two or more runs to compare.</source>
            <translation>Zwei oder mehr Läufe zum Vergleichen wählen.</translation>
        </message>
        <message>
            <source>original</source>
            <translation>Original</translation>
        </message>
        <message>
            <source>energy kept</source>
            <translation>behaltene Energie</translation>
        </message>
        <message>
            <source>Select a layer with a weight matrix to see its spectrum.</source>
            <translation>Eine Schicht mit einer Gewichtsmatrix wählen, um ihr Spektrum zu sehen.</translation>
        </message>
        <message>
            <source>index of singular value</source>
            <translation>Index des Singulärwerts</translation>
        </message>
        <message>
            <source>singular value (log)</source>
            <translation>Singulärwert (log)</translation>
        </message>
        <message>
            <source>singular value</source>
            <translation>Singulärwert</translation>
        </message>
        <message>
            <source>whitened</source>
            <translation>geweißt</translation>
        </message>
        <message>
            <source>singular values</source>
            <translation>Singulärwerte</translation>
        </message>
        <message>
            <source>plain</source>
            <translation>ungeweißt</translation>
        </message>
        <message>
            <source>energy kept, %</source>
            <translation>behaltene Energie, %</translation>
        </message>
        <message>
            <source>larger than dense from here</source>
            <translation>ab hier größer als dicht</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>Rang</translation>
        </message>
        <message>
            <source>An MPO with at least two sites has bonds to show.</source>
            <translation>Bindungen zeigt nur ein MPO mit mindestens zwei Gitterplätzen.</translation>
        </message>
        <message>
            <source>index in the bond</source>
            <translation>Index in der Bindung</translation>
        </message>
        <message>
            <source>bond %1 (%2)</source>
            <translation>Bindung %1 (%2)</translation>
        </message>
        <message>
            <source>No method can change this layer.</source>
            <translation>Keine Methode kann diese Schicht ändern.</translation>
        </message>
        <message>
            <source>bytes of this layer, % of now</source>
            <translation>Bytes dieser Schicht, % von jetzt</translation>
        </message>
        <message>
            <source>weight error, %</source>
            <translation>Gewichtsfehler, %</translation>
        </message>
        <message>
            <source>larger than now from here</source>
            <translation>ab hier größer als jetzt</translation>
        </message>
        <message>
            <source>current choice</source>
            <translation>jetzige Wahl</translation>
        </message>
        <message>
            <source>now</source>
            <translation>jetzt</translation>
        </message>
        <message>
            <source>%1, window %2, %3 tokens scored, %4 on %5</source>
            <translation>%1, Fenster %2, %3 Token bewertet, %4 auf %5</translation>
        </message>
        <message>
            <source>Not measured</source>
            <translation>Nicht gemessen</translation>
        </message>
        <message>
            <source>Perplexity (%1 %2)</source>
            <translation>Perplexität (%1 %2)</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplexität</translation>
        </message>
        <message>
            <source>KL to original, mean · 99 %</source>
            <translation>KL zum Original, Mittel · 99 %</translation>
        </message>
        <message>
            <source>Original</source>
            <translation>Original</translation>
        </message>
        <message>
            <source>Size of all tensors</source>
            <translation>Größe aller Tensoren</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Changed layers</source>
            <translation>Geänderte Schichten</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Peak memory of the run</source>
            <translation>Spitzenspeicher des Laufs</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>No such step</source>
            <translation>Kein solcher Schritt</translation>
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
            <translation>geänderte Schichten in Modellfolge</translation>
        </message>
        <message>
            <source>weight error</source>
            <translation>Gewichtsfehler</translation>
        </message>
        <message>
            <source>No layer was changed.</source>
            <translation>Keine Schicht wurde geändert.</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>Familie</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>unbekannt</translation>
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
            <translation>die gekoppelte Einbettung einmal gezählt</translation>
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
            <translation>%1 Query-Köpfe, %2 Key-Value-Köpfe</translation>
        </message>
        <message>
            <source>storage</source>
            <translation>Speicherung</translation>
        </message>
        <message>
            <source>What to compress first</source>
            <translation>Was zuerst zu verkleinern ist</translation>
        </message>
        <message>
            <source>Stored types</source>
            <translation>Gespeicherte Typen</translation>
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
            <translation>Art</translation>
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>Wortschatz</translation>
        </message>
        <message>
            <source>BOS</source>
            <translation>BOS</translation>
        </message>
        <message>
            <source>added at the start of a text</source>
            <translation>am Anfang eines Textes eingefügt</translation>
        </message>
        <message>
            <source>not added</source>
            <translation>nicht eingefügt</translation>
        </message>
        <message>
            <source>EOS</source>
            <translation>EOS</translation>
        </message>
        <message>
            <source>Chat template</source>
            <translation>Chat-Vorlage</translation>
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
            <translation>%1 Parameter, %2</translation>
        </message>
        <message>
            <source>Role %1, stored as %2</source>
            <translation>Rolle %1, gespeichert als %2</translation>
        </message>
        <message>
            <source>Method: %1</source>
            <translation>Methode: %1</translation>
        </message>
        <message>
            <source>unchanged</source>
            <translation>unverändert</translation>
        </message>
        <message>
            <source>%1, window %2, %3 of %4 tokens scored, %5 on %6</source>
            <translation>%1, Fenster %2, %3 von %4 Token bewertet, %5 auf %6</translation>
        </message>
        <message>
            <source>perplexity %1</source>
            <translation>Perplexität %1</translation>
        </message>
        <message>
            <source>%1, %2 parameters</source>
            <translation>%1, %2 Parameter</translation>
        </message>
        <message>
            <source>Click to compare it with the original</source>
            <translation>Klicken, um ihn mit dem Original zu vergleichen</translation>
        </message>
        <message>
            <source>perplexity (%1 %2, %3)</source>
            <translation>Perplexität (%1 %2, %3)</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>Budget</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Rolle</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>Anteil</translation>
        </message>
        <message>
            <source>total</source>
            <translation>gesamt</translation>
        </message>
        <message>
            <source>The head is the embedding (tied), counted once.</source>
            <translation>Der Kopf ist die (gekoppelte) Einbettung, einmal gezählt.</translation>
        </message>
        <message>
            <source>MLP</source>
            <translation>MLP</translation>
        </message>
        <message>
            <source>Norms</source>
            <translation>Normen</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>Anderes</translation>
        </message>
        <message>
            <source>One block</source>
            <translation>Je Block</translation>
        </message>
        <message>
            <source>%1-%2 (%3)</source>
            <translation>%1-%2 (%3)</translation>
        </message>
        <message>
            <source>Parameters by role</source>
            <translation>Parameter nach Rolle</translation>
        </message>
        <message>
            <source>Parameters by block</source>
            <translation>Parameter nach Block</translation>
        </message>
        <message>
            <source>changes least %1 changes most (log of KL)</source>
            <translation>geringste Änderung %1 größte Änderung (log KL)</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>nicht gemessen</translation>
        </message>
        <message>
            <source>Nothing is known yet: measure it with Model, Measure Sensitivity.</source>
            <translation>Noch ist nichts bekannt: zu messen mit Modell, Sensitivität messen.</translation>
        </message>
        <message>
            <source>KL %1, loss %2 nats per token</source>
            <translation>KL %1, Verlust %2 nat je Token</translation>
        </message>
        <message>
            <source>%1, error %2, %3 saved</source>
            <translation>%1, Fehler %2, %3 gespart</translation>
        </message>
        <message>
            <source>estimated beforehand: %1</source>
            <translation>vorab geschätzt: %1</translation>
        </message>
        <message>
            <source>KL when only this layer changes, nats (log)</source>
            <translation>KL, wenn nur diese Schicht sich ändert, nat (log)</translation>
        </message>
        <message>
            <source>Nothing was measured.</source>
            <translation>Nichts wurde gemessen.</translation>
        </message>
        <message>
            <source>Sensitivity of %1 layers to %2</source>
            <translation>Sensitivität von %1 Schichten gegenüber %2</translation>
        </message>
        <message>
            <source>predicted: best known for each size</source>
            <translation>vorhergesagt: bestes bekanntes je Größe</translation>
        </message>
        <message>
            <source>predicted perplexity on the calibration's text</source>
            <translation>vorhergesagte Perplexität auf dem Text der Kalibrierung</translation>
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
            <translation>Nicht geladen: %1</translation>
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
            <translation>Einen Lauf der Ablage zum Vergleich hinzufügen</translation>
        </message>
        <message>
            <source>Report…</source>
            <translation>Bericht…</translation>
        </message>
        <message>
            <source>Write a self-contained report of the compared runs</source>
            <translation>Einen eigenständigen Bericht über die verglichenen Läufe schreiben</translation>
        </message>
        <message>
            <source>Pick two or more runs with Add Run, or click points in the Trade-off tab, to see their recipes, figures and layers side by side.</source>
            <translation>Mit „Lauf hinzufügen“ oder durch Klicken auf Punkte unter „Abwägung“ zwei oder mehr Läufe wählen, um ihre Rezepte, Kennzahlen und Schichten nebeneinander zu sehen.</translation>
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
            <translation>Gewichtsfehler über die Tiefe</translation>
        </message>
        <message>
            <source>Layers that differ most (weight error)</source>
            <translation>Am stärksten verschiedene Schichten (Gewichtsfehler)</translation>
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
            <translation>%1 aus dem Vergleich nehmen</translation>
        </message>
        <message>
            <source>No other finished run in this store</source>
            <translation>Kein weiterer fertiger Lauf in dieser Ablage</translation>
        </message>
        <message>
            <source>Write Report</source>
            <translation>Bericht schreiben</translation>
        </message>
        <message>
            <source>HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)</source>
            <translation>HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)</translation>
        </message>
        <message>
            <source>Report written: %1</source>
            <translation>Bericht geschrieben: %1</translation>
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
            <translation>Log. Anzahl</translation>
        </message>
        <message>
            <source>Logarithmic counts show rare large weights</source>
            <translation>Eine logarithmische Anzahl zeigt seltene große Gewichte</translation>
        </message>
        <message>
            <source>Box plots</source>
            <translation>Boxplots</translation>
        </message>
        <message>
            <source>Small multiples</source>
            <translation>Einzelne Histogramme</translation>
        </message>
        <message>
            <source>How the depth of the model is shown</source>
            <translation>Wie die Tiefe des Modells gezeigt wird</translation>
        </message>
        <message>
            <source>How the same role is compared across blocks</source>
            <translation>Wie dieselbe Rolle über die Blöcke verglichen wird</translation>
        </message>
        <message>
            <source>Histogram of the current layer's weights</source>
            <translation>Histogramm der Gewichte der jetzigen Schicht</translation>
        </message>
        <message>
            <source>Weights of this role across blocks</source>
            <translation>Gewichte dieser Rolle über die Blöcke</translation>
        </message>
        <message>
            <source>Distribution</source>
            <translation>Verteilung</translation>
        </message>
        <message>
            <source>Across the depth of the model</source>
            <translation>Über die Tiefe des Modells</translation>
        </message>
        <message>
            <source>Select a layer in the layers tree to see how its weights are distributed.</source>
            <translation>Im Baum der Schichten eine Schicht wählen, um zu sehen, wie ihre Gewichte verteilt sind.</translation>
        </message>
        <message>
            <source>%1 across the depth of the model</source>
            <translation>%1 über die Tiefe des Modells</translation>
        </message>
        <message>
            <source>Reading the weights…</source>
            <translation>Lese die Gewichte…</translation>
        </message>
        <message>
            <source> · mean %1 · σ %2 · kurtosis %3 · range %4 to %5</source>
            <translation> · Mittel %1 · σ %2 · Kurtosis %3 · Bereich %4 bis %5</translation>
        </message>
        <message>
            <source> · %1 not finite</source>
            <translation> · %1 nicht endlich</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ErrorBanner</name>
        <message>
            <source>Close; the message stays in Help &gt; Messages</source>
            <translation>Schließen; die Meldung bleibt unter Hilfe &gt; Meldungen</translation>
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
            <translation>Jede Laufzeitumgebung kann es dann laden, in der Größe der ursprünglichen Form</translation>
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
            <translation>Vorschau des Exports</translation>
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
            <source>Remove method and precision from the selected layers</source>
            <translation>Methode und Genauigkeit von den gewählten Schichten wieder entfernen</translation>
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
            <translation>Wie die gewählten Schichten kleiner werden (M)</translation>
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
            <translation>Wie die Zahlen der gewählten Schichten gespeichert werden</translation>
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
            <translation>Relativer Frobenius-Fehler der Gewichte, aus ihren Spektren; „-“, solange diese nicht bekannt sind oder wo es die Gewichte selbst braucht (Pruning).</translation>
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
            <translation>Jeder Schicht der Rolle %1 die hier gezeigte Methode und Genauigkeit geben</translation>
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
            <translation>
                <numerusform>%n Schritt des Rezepts wirkt auf diese Schicht; es ist dieser.</numerusform>
                <numerusform>%n Schritte des Rezepts wirken nacheinander auf diese Schicht; dies ist der letzte davon.</numerusform>
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
            <translation>Was die Aufgaben geschrieben haben</translation>
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
            <translation>Noch keine Aufgabe hat etwas geschrieben.</translation>
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
            <translation>„%1“: eine Größe ist eine Zahl wie 500k oder 1M</translation>
        </message>
        <message>
            <source>“%1” needs a value</source>
            <translation>„%1“ braucht einen Wert</translation>
        </message>
        <message>
            <source>“%1”: blocks are numbers and ranges such as 4-20,25</source>
            <translation>„%1“: Blöcke sind Zahlen und Bereiche wie 4-20,25</translation>
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
            <translation>gespeichert als %1</translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 Parameter</translation>
        </message>
        <message>
            <source>%1 bytes, after the recipe %2</source>
            <translation>%1 Bytes, nach dem Rezept %2</translation>
        </message>
        <message>
            <source>predicted weight error %1</source>
            <translation>erwarteter Gewichtsfehler %1</translation>
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
        <message>
            <source>Sensitivity: the divergence (KL, thousandths of a nat per token) when only this layer is changed; of a group, its worst layer</source>
            <translation>Sensitivität: die Abweichung (KL, tausendstel nat je Token), wenn nur diese Schicht geändert wird; bei einer Gruppe die ihrer schlechtesten Schicht</translation>
        </message>
        <message>
            <source>alone at %1: KL %2, loss %3 nats per token</source>
            <translation>allein bei %1: KL %2, Verlust %3 nat je Token</translation>
        </message>
        <message>
            <source>(%1 layers together)</source>
            <translation>(%1 Schichten zusammen)</translation>
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
            <translation>Blöcke, zum Beispiel 0-3,7,20-:</translation>
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
            <translation>Wörter oder Muster von Namen (* und ?), und: role:q,k   block:4-20   size&gt;1M   method:none   dtype:bf16</translation>
        </message>
        <message>
            <source>Select layers by role, block or likeness</source>
            <translation>Schichten nach Rolle, Block oder Gleichartigkeit wählen</translation>
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
            <translation>Ansichten des Modells</translation>
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
            <translation>Gerät und Genauigkeit zum Rechnen; in den Einstellungen zu ändern</translation>
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
            <translation>Speicher, den dieses Programm belegt, von dem des Rechners</translation>
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
            <translation>%1[*] - Lapidary</translation>
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
            <translation>E&amp;instellungen…</translation>
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
            <translation>Ablage &amp;wählen…</translation>
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
            <translation>B&amp;eendete Aufgaben entfernen</translation>
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
            <translation>Modelldateien (*.gguf *.safetensors config.json *.index.json);;Alle Dateien (*)</translation>
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
            <translation>Kein Exporter ist installiert.</translation>
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
            <translation>Zuerst ein Modell öffnen: %1 sieht wie ein Rezept aus.</translation>
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
            <translation>nicht geladen: %1: %2
</translation>
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
            <translation>Im Baum der Schichten: Pfeile bewegen, Leertaste markiert, Strg+A markiert alle gezeigten,
M öffnet die Methode, + und - ändern die Größe.
Im Rezept: Eingabe bearbeitet, Entf entfernt, Alt+Auf und Alt+Ab verschieben.
In Diagrammen: Rad und Ziehen zoomen, Doppelklick setzt zurück, Pfeile bewegen den Griff.
</translation>
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
        <message>
            <source>Budget</source>
            <translation>Budget</translation>
        </message>
        <message>
            <source>&amp;Calibrate…</source>
            <translation>&amp;Kalibrieren…</translation>
        </message>
        <message>
            <source>Open C&amp;alibration…</source>
            <translation>Kalibrierung ö&amp;ffnen…</translation>
        </message>
        <message>
            <source>&amp;Forget Calibration</source>
            <translation>Kalibrierung &amp;vergessen</translation>
        </message>
        <message>
            <source>Measure &amp;Sensitivity…</source>
            <translation>&amp;Sensitivität messen…</translation>
        </message>
        <message>
            <source>Calibration: none</source>
            <translation>Kalibrierung: keine</translation>
        </message>
        <message>
            <source>Calibrating… %1</source>
            <translation>Kalibriere… %1</translation>
        </message>
        <message>
            <source>Calibrating…</source>
            <translation>Kalibriere…</translation>
        </message>
        <message>
            <source>Calibration: %1 × %2 tokens ✓</source>
            <translation>Kalibrierung: %1 × %2 Token ✓</translation>
        </message>
        <message>
            <source>Open a Calibration</source>
            <translation>Eine Kalibrierung öffnen</translation>
        </message>
        <message>
            <source>Calibrations (*.h5);;All files (*)</source>
            <translation>Kalibrierungen (*.h5);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>&amp;Budget</source>
            <translation>&amp;Budget</translation>
        </message>
        <message>
            <source>%1: %2.</source>
            <translation>%1: %2.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ModelTab</name>
        <message>
            <source>Description of the model</source>
            <translation>Beschreibung des Modells</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Lese…</translation>
        </message>
        <message>
            <source>Read the tokenizer</source>
            <translation>Den Tokenizer lesen</translation>
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
            <translation>Farbe der Treemap</translation>
        </message>
        <message>
            <source>What the colours of the treemap mean</source>
            <translation>Was die Farben der Treemap bedeuten</translation>
        </message>
        <message>
            <source>Open a model to see where its parameters are.</source>
            <translation>Ein Modell öffnen, um zu sehen, wo seine Parameter sind.</translation>
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
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>Share of the parameters: %1</source>
            <translation>Anteil an den Parametern: %1</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Übersicht</translation>
        </message>
        <message>
            <source>Colour: sensitivity</source>
            <translation>Farbe: Sensitivität</translation>
        </message>
        <message>
            <source>Sensitivity</source>
            <translation>Sensitivität</translation>
        </message>
        <message>
            <source>What changing each layer alone costs, across the depth of the model</source>
            <translation>Was es kostet, jede Schicht für sich zu ändern, über die Tiefe des Modells</translation>
        </message>
        <message>
            <source>Sensitivity across depth</source>
            <translation>Sensitivität über die Tiefe</translation>
        </message>
        <message>
            <source>%1, on %2 tokens</source>
            <translation>%1, auf %2 Token</translation>
        </message>
        <message>
            <source>Measuring one layer after the other…</source>
            <translation>Messe eine Schicht nach der anderen…</translation>
        </message>
        <message>
            <source>Nothing is known yet of what changing each layer costs.</source>
            <translation>Noch ist nicht bekannt, was es kostet, die einzelnen Schichten zu ändern.</translation>
        </message>
        <message>
            <source>Measure Sensitivity…</source>
            <translation>Sensitivität messen…</translation>
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
            <translation>%1, Schieberegler</translation>
        </message>
        <message>
            <source>mixed</source>
            <translation>verschieden</translation>
        </message>
        <message>
            <source>like 3,7-9</source>
            <translation>etwa 3,7-9</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ParamForm</name>
        <message>
            <source>Give the size by: %1</source>
            <translation>Größe angeben durch: %1</translation>
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
            <translation>Durchsuchen: %1</translation>
        </message>
    </context>
    <context>
        <name>lapidary::PlaygroundSide</name>
        <message>
            <source>Model on the %1</source>
            <translation>Modell %1</translation>
        </message>
        <message>
            <source>The model that answers here</source>
            <translation>Das Modell, das hier antwortet</translation>
        </message>
        <message>
            <source>Answer on the %1</source>
            <translation>Antwort %1</translation>
        </message>
        <message>
            <source>The answer appears here as it is generated.</source>
            <translation>Die Antwort erscheint hier, während sie entsteht.</translation>
        </message>
        <message>
            <source>There is no model to ask yet.</source>
            <translation>Noch gibt es kein Modell zu fragen.</translation>
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
            <translation>Erzeugen · %1</translation>
        </message>
        <message>
            <source>%1 tokens · %2 · first after %3 ms</source>
            <translation>%1 Token · %2 · das erste nach %3 ms</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>Token</translation>
        </message>
    </context>
    <context>
        <name>lapidary::PlaygroundTab</name>
        <message>
            <source>Chat</source>
            <translation>Chat</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>Erzeugen</translation>
        </message>
        <message>
            <source>left</source>
            <translation>links</translation>
        </message>
        <message>
            <source>right</source>
            <translation>rechts</translation>
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
            <translation>Once there was</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>What both models continue; Ctrl+Return generates</source>
            <translation>Was beide Modelle fortsetzen; Strg+Eingabe erzeugt</translation>
        </message>
        <message>
            <source>Tokens to generate</source>
            <translation>Zu erzeugende Token</translation>
        </message>
        <message>
            <source>Generation stops after this many tokens at most</source>
            <translation>Das Erzeugen endet spätestens nach so vielen Token</translation>
        </message>
        <message>
            <source>Temperature</source>
            <translation>Temperatur</translation>
        </message>
        <message>
            <source>0 always takes the likeliest token</source>
            <translation>0 nimmt immer das wahrscheinlichste Token</translation>
        </message>
        <message>
            <source>Wrap the prompt by the model's chat template</source>
            <translation>Die Eingabe in die Chat-Vorlage des Modells einsetzen</translation>
        </message>
        <message>
            <source>Ask both models (Ctrl+Return)</source>
            <translation>Beide Modelle fragen (Strg+Eingabe)</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>Token</translation>
        </message>
        <message>
            <source>Original: %1</source>
            <translation>Original: %1</translation>
        </message>
        <message>
            <source>Run: %1</source>
            <translation>Lauf: %1</translation>
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
            <translation>Diagramm sichern</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>Als SVG sichern…</translation>
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation>SVG-Bilder (*.svg)</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>Als PNG sichern…</translation>
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation>PNG-Bilder (*.png)</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Als CSV sichern…</translation>
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation>CSV-Tabellen (*.csv)</translation>
        </message>
        <message>
            <source>Reset Zoom</source>
            <translation>Zoom zurücksetzen</translation>
        </message>
        <message>
            <source>The chart could not be written to "%1": %2. Choose another place.</source>
            <translation>Das Diagramm ließ sich nicht nach „%1“ schreiben: %2. Bitte einen anderen Ort wählen.</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>Reihe</translation>
        </message>
        <message>
            <source>%1: no values.</source>
            <translation>%1: keine Werte.</translation>
        </message>
        <message>
            <source>%1: %2 values from %3 to %4.</source>
            <translation>%1: %2 Werte von %3 bis %4.</translation>
        </message>
        <message>
            <source>Horizontal axis: %1. Vertical axis: %2.</source>
            <translation>Waagerechte Achse: %1. Senkrechte Achse: %2.</translation>
        </message>
        <message>
            <source>%1 boxes.</source>
            <translation>%1 Boxen.</translation>
        </message>
        <message>
            <source>Line: %1, at %2.</source>
            <translation>Linie: %1, bei %2.</translation>
        </message>
        <message>
            <source>%1: %2; arrow keys change it.</source>
            <translation>%1: %2; mit den Pfeiltasten zu ändern.</translation>
        </message>
        <message>
            <source>Handle</source>
            <translation>Griff</translation>
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
            <translation>Erwarteter relativer Fehler der Gewichte. „-“, bis die Spektren aller Schichten dieses Schritts bekannt sind, oder wo es die Gewichte selbst braucht.</translation>
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
            <translation>Fertige Rezepte, laden und sichern</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Add a step by role, blocks or names</source>
            <translation>Einen Schritt nach Rolle, Blöcken oder Namen hinzufügen</translation>
        </message>
        <message>
            <source>Steps of the recipe</source>
            <translation>Schritte des Rezepts</translation>
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
            <translation>Parameter gekoppelter Matrizen einmal gezählt: %1 → %2.
Die Güte misst „Ausführen“.</translation>
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
        <message>
            <source>Fit Layers in Order</source>
            <translation>Schichten nacheinander anpassen</translation>
        </message>
        <message>
            <source>Block after block, each layer fitted to what flows into it by then; needs a calibration</source>
            <translation>Block für Block, jede Schicht an das angepasst, was dann in sie fließt; braucht eine Kalibrierung</translation>
        </message>
        <message>
            <source>layers fitted in order</source>
            <translation>nacheinander angepasst</translation>
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
            <translation>Läufe im Bericht</translation>
        </message>
        <message>
            <source>HTML, self-contained</source>
            <translation>HTML, in einer Datei</translation>
        </message>
        <message>
            <source>Markdown</source>
            <translation>Markdown</translation>
        </message>
        <message>
            <source>JSON</source>
            <translation>JSON</translation>
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
            <translation>Text (*.txt *.md);;Alle Dateien (*)</translation>
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
            <translation>strided (Fenster 2048, alle bewertet)</translation>
        </message>
        <message>
            <source>llama.cpp (512 window, second half scored)</source>
            <translation>llama.cpp (Fenster 512, zweite Hälfte bewertet)</translation>
        </message>
        <message>
            <source>all</source>
            <translation>alle</translation>
        </message>
        <message>
            <source>Windows of the text to score; fewer is quicker and less certain</source>
            <translation>Zu bewertende Fenster des Textes; weniger ist schneller und unsicherer</translation>
        </message>
        <message>
            <source>The same recipe, model and seed give the same bytes</source>
            <translation>Gleiches Rezept, Modell und gleicher Startwert ergeben die gleichen Bytes</translation>
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
            <translation>Mischung %1</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) of %1 change:</source>
            <translation>
                <numerusform>%n Schicht von %1 ändert sich:</numerusform>
                <numerusform>%n Schichten von %1 ändern sich:</numerusform>
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
        <message>
            <source>Take a stage back when perplexity is more than</source>
            <translation>Stufe verwerfen bei einer Perplexität über</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Kalibrierung</translation>
        </message>
        <message>
            <source> × the original's</source>
            <translation> × Original</translation>
        </message>
        <message>
            <source>Damage limit</source>
            <translation>Schadensgrenze</translation>
        </message>
        <message>
            <source>The run stops there; its result is that of the last good stage</source>
            <translation>Der Lauf endet dort; sein Ergebnis ist das der letzten guten Stufe</translation>
        </message>
        <message>
            <source>Use a damage limit</source>
            <translation>Eine Schadensgrenze verwenden</translation>
        </message>
        <message>
            <source>budget</source>
            <translation>Budget</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) of %1, one after the other, keeping %2</source>
            <translation>
                <numerusform>%n Lauf von %1; er behält %2</numerusform>
                <numerusform>%n Läufe von %1, nacheinander; sie behalten %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>in %n stage(s), measured after each: %1</source>
            <translation>
                <numerusform>in %n Stufe, danach gemessen: %1</numerusform>
                <numerusform>in %n Stufen, nach jeder gemessen: %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::Runs</name>
        <message>
            <source>Read runs</source>
            <translation>Läufe lesen</translation>
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
            <translation>Lauf %1 löschen</translation>
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
            <translation>Lauf</translation>
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
            <translation>Eine Erweiterung wurde nicht geladen (%1): %2</translation>
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
            <translation>Text zum Messen der Perplexität</translation>
        </message>
        <message>
            <source>Text (*.txt *.md);;All files (*)</source>
            <translation>Text (*.txt *.md);;Alle Dateien (*)</translation>
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
            <translation>Stattdessen das Spektrum an jeder Bindung des Tensor-Trains zeigen; der Griff stellt dann χ ein</translation>
        </message>
        <message>
            <source>Show bond spectra</source>
            <translation>Spektren der Bindungen zeigen</translation>
        </message>
        <message>
            <source>Spectrum of the current layer</source>
            <translation>Spektrum der jetzigen Schicht</translation>
        </message>
        <message>
            <source>Error against bytes of each method</source>
            <translation>Fehler gegen Bytes jeder Methode</translation>
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
            <translation>Im Baum der Schichten eine Matrix wählen, um ihre Singulärwerte zu sehen.</translation>
        </message>
        <message>
            <source>%1 · role %2</source>
            <translation>%1 · Rolle %2</translation>
        </message>
        <message>
            <source>Computing singular values…</source>
            <translation>Berechne Singulärwerte…</translation>
        </message>
        <message>
            <source>rank %1 · %2 of the bytes</source>
            <translation>Rang %1 · %2 der Bytes</translation>
        </message>
        <message>
            <source>weight error %1</source>
            <translation>Gewichtsfehler %1</translation>
        </message>
        <message>
            <source>
drag to factor this layer by SVD</source>
            <translation>
ziehen, um diese Schicht durch SVD zu faktorisieren</translation>
        </message>
        <message>
            <source>Computing bond spectra…</source>
            <translation>Berechne Spektren der Bindungen…</translation>
        </message>
        <message>
            <source>χ %1 · %2 of the bytes</source>
            <translation>χ %1 · %2 der Bytes</translation>
        </message>
        <message>
            <source>weight error at most %1</source>
            <translation>Gewichtsfehler höchstens %1</translation>
        </message>
        <message>
            <source>
drag to factor this layer as a tensor train</source>
            <translation>
ziehen, um diese Schicht als Tensor-Train zu faktorisieren</translation>
        </message>
        <message>
            <source>output error %1
</source>
            <translation>Ausgabefehler %1
</translation>
        </message>
        <message>
            <source>weight error of a plain cut %1</source>
            <translation>Gewichtsfehler ohne Weißung %1</translation>
        </message>
        <message>
            <source>output error, %</source>
            <translation>Ausgabefehler, %</translation>
        </message>
        <message>
            <source>measuring %1…</source>
            <translation>messe %1…</translation>
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
            <translation>Was geöffnet wird, steht dann hier.</translation>
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
            <translation>Ein Modell öffnen, wählen, was wie kleiner wird, vorher und nachher sehen, was es kostet, und etwas exportieren, das echte Laufzeitumgebungen laden.</translation>
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
            <translation>Einen Hugging-Face-Ordner öffnen (config.json und .safetensors)</translation>
        </message>
        <message>
            <source>Open File…</source>
            <translation>Datei öffnen…</translation>
        </message>
        <message>
            <source>Open a .gguf or .safetensors file</source>
            <translation>Eine .gguf- oder .safetensors-Datei öffnen</translation>
        </message>
        <message>
            <source>Try the Built-in Model</source>
            <translation>Das eingebaute Modell ausprobieren</translation>
        </message>
        <message>
            <source>Open the model that comes with the program</source>
            <translation>Das Modell öffnen, das mit dem Programm kommt</translation>
        </message>
        <message>
            <source>A story model of a million parameters: every method runs in seconds, and each tab has something to show.</source>
            <translation>Ein Geschichtenmodell mit einer Million Parametern: jede Methode läuft in Sekunden, und jede Ansicht hat etwas zu zeigen.</translation>
        </message>
        <message>
            <source>Enter or double click opens</source>
            <translation>Eingabe oder Doppelklick öffnet</translation>
        </message>
        <message>
            <source>No models of the Hugging Face cache, LM Studio, llama.cpp or Ollama were found.</source>
            <translation>Keine Modelle im Hugging-Face-Cache, von LM Studio, llama.cpp oder Ollama gefunden.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::StepDialog</name>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>all; or globs such as *.mlp.* separated by spaces</source>
            <translation>alle; oder Muster wie *.mlp.*, durch Leerzeichen getrennt</translation>
        </message>
        <message>
            <source>none; or globs such as model.layers.0.*</source>
            <translation>keine; oder Muster wie model.layers.0.*</translation>
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
        <message>
            <source>all; or 0-3,7,20-; or 75%- for the last quarter</source>
            <translation>alle; oder 0-3,7,20-; oder 75%- für das letzte Viertel</translation>
        </message>
        <message>
            <source>that of the step before; or a name</source>
            <translation>die des Schritts davor; oder ein Name</translation>
        </message>
        <message>
            <source>Stages are run one after the other, and measured after each</source>
            <translation>Stufen laufen nacheinander; nach jeder wird gemessen</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>Stufe</translation>
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
            <translation>Achse der Größe</translation>
        </message>
        <message>
            <source>What the horizontal axis shows</source>
            <translation>Was die waagerechte Achse zeigt</translation>
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
            <translation>Gezeigte Läufe</translation>
        </message>
        <message>
            <source>Which runs are drawn</source>
            <translation>Welche Läufe gezeichnet werden</translation>
        </message>
        <message>
            <source>Perplexity against size</source>
            <translation>Perplexität gegen Größe</translation>
        </message>
        <message>
            <source>size of all tensors</source>
            <translation>Größe aller Tensoren</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>current recipe</source>
            <translation>jetziges Rezept</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) without a comparable figure</source>
            <translation>
                <numerusform>%n Lauf ohne vergleichbare Kennzahl</numerusform>
                <numerusform>%n Läufe ohne vergleichbare Kennzahl</numerusform>
            </translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>Abwägung</translation>
        </message>
        <message>
            <source>No measured run yet. Build a recipe and press Run with "Measure perplexity before and after" on: each run becomes a point here. With a calibration, the budget shows what to expect of each size before any run.</source>
            <translation>Noch kein gemessener Lauf. Ein Rezept bauen und mit eingeschaltetem „Perplexität vorher und nachher messen“ ausführen: jeder Lauf wird hier ein Punkt. Mit einer Kalibrierung zeigt das Budget schon vor jedem Lauf, was von jeder Größe zu erwarten ist.</translation>
        </message>
        <message>
            <source>predicted perplexity %1 (× %2)</source>
            <translation>vorhergesagte Perplexität %1 (× %2)</translation>
        </message>
        <message>
            <source>on the calibration's text</source>
            <translation>auf dem Text der Kalibrierung</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TreemapView</name>
        <message>
            <source>Treemap of the model</source>
            <translation>Treemap des Modells</translation>
        </message>
        <message>
            <source>%1 areas in %2 groups; %3 selected.</source>
            <translation>%1 Flächen in %2 Gruppen; %3 gewählt.</translation>
        </message>
        <message>
            <source>%1, %2 % of the whole.</source>
            <translation>%1, %2 % des Ganzen.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Save Treemap</source>
            <translation>Treemap sichern</translation>
        </message>
        <message>
            <source>The treemap could not be written to "%1": %2. Choose another place.</source>
            <translation>Die Treemap ließ sich nicht nach „%1“ schreiben: %2. Bitte einen anderen Ort wählen.</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>Als SVG sichern…</translation>
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation>SVG-Bilder (*.svg)</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>Als PNG sichern…</translation>
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation>PNG-Bilder (*.png)</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Als CSV sichern…</translation>
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation>CSV-Tabellen (*.csv)</translation>
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
            <translation>Modelle suchen</translation>
        </message>
    </context>
    <context>
        <name>lapidary::Budget</name>
        <message>
            <source>Find what sizes cost</source>
            <translation>Kosten der Größen ermitteln</translation>
        </message>
        <message>
            <source>Use Budget</source>
            <translation>Budget übernehmen</translation>
        </message>
        <message>
            <source>Find what sizes cost first.</source>
            <translation>Zuerst ermitteln, was Größen kosten.</translation>
        </message>
        <message>
            <source>Another job is running; wait for it or stop it.</source>
            <translation>Eine andere Aufgabe läuft; auf sie warten oder sie anhalten.</translation>
        </message>
        <message>
            <source>This budget cannot be met: there is nothing to check.</source>
            <translation>Dieses Budget ist nicht einzuhalten: es gibt nichts zu prüfen.</translation>
        </message>
        <message>
            <source>This budget changes nothing: there is nothing to check.</source>
            <translation>Dieses Budget ändert nichts: es gibt nichts zu prüfen.</translation>
        </message>
        <message>
            <source>This budget has been checked.</source>
            <translation>Dieses Budget ist geprüft.</translation>
        </message>
        <message>
            <source>Check and correct a budget</source>
            <translation>Ein Budget prüfen und korrigieren</translation>
        </message>
    </context>
    <context>
        <name>lapidary::BudgetView</name>
        <message>
            <source>Checking and Correcting…</source>
            <translation>Prüfe und korrigiere…</translation>
        </message>
        <message>
            <source>Check and Correct</source>
            <translation>Prüfen und korrigieren</translation>
        </message>
        <message>
            <source>Applies all these steps to the model in memory, measures the damage on text that no statistics saw, and corrects the predictions by it; takes minutes</source>
            <translation>Wendet alle diese Schritte auf das Modell im Speicher an, misst den Schaden auf Text, den keine Statistik gesehen hat, und korrigiert damit die Vorhersagen; dauert Minuten</translation>
        </message>
        <message>
            <source>Checked at %1 of the bytes: %2.</source>
            <translation>Geprüft bei %1 der Bytes: %2.</translation>
        </message>
        <message>
            <source>Checked at %1 of the parameters: %2.</source>
            <translation>Geprüft bei %1 der Parameter: %2.</translation>
        </message>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n gewählte Schicht</numerusform>
                <numerusform>%n gewählte Schichten</numerusform>
            </translation>
        </message>
        <message>
            <source>The calibration is being made.</source>
            <translation>Die Kalibrierung wird gerade erstellt.</translation>
        </message>
        <message>
            <source>A budget needs a calibration: it tells what each layer is worth.</source>
            <translation>Ein Budget braucht eine Kalibrierung: sie sagt, was jede Schicht wert ist.</translation>
        </message>
        <message>
            <source>Choose at least one method.</source>
            <translation>Mindestens eine Methode wählen.</translation>
        </message>
        <message>
            <source>Select layers in the tree first.</source>
            <translation>Zuerst Schichten im Baum wählen.</translation>
        </message>
        <message>
            <source>This calibration has no gradients: predictions will be rougher.</source>
            <translation>Diese Kalibrierung hat keine Gradienten: die Vorhersagen werden gröber.</translation>
        </message>
        <message>
            <source>Finding What It Costs…</source>
            <translation>Ermittle die Kosten…</translation>
        </message>
        <message>
            <source>Find What It Costs</source>
            <translation>Kosten ermitteln</translation>
        </message>
        <message>
            <source>MiB</source>
            <translation>MiB</translation>
        </message>
        <message>
            <source>MB</source>
            <translation>MB</translation>
        </message>
        <message>
            <source>Predicted from %1 nats of loss more, on %2 tokens of the calibration's text. Run measures it on a text that the calibration has not seen.</source>
            <translation>Vorhergesagt aus %1 nat mehr Verlust, auf %2 Token des Textes der Kalibrierung. „Ausführen“ misst sie auf einem Text, den die Kalibrierung nicht gesehen hat.</translation>
        </message>
        <message>
            <source>With the recipe's precision steps: %1</source>
            <translation>Mit den Genauigkeitsschritten des Rezepts: %1</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>Budget</translation>
        </message>
        <message>
            <source>Calibrate…</source>
            <translation>Kalibrieren…</translation>
        </message>
        <message>
            <source>Size with this budget</source>
            <translation>Größe mit diesem Budget</translation>
        </message>
        <message>
            <source>Parameters with this budget</source>
            <translation>Parameter mit diesem Budget</translation>
        </message>
        <message>
            <source>Predicted perplexity</source>
            <translation>Vorhergesagte Perplexität</translation>
        </message>
        <message>
            <source>Fit layers in &amp;order (slower, less damage)</source>
            <translation>&amp;Nacheinander anpassen (langsamer, besser)</translation>
        </message>
        <message>
            <source>Use This</source>
            <translation>Übernehmen</translation>
        </message>
        <message>
            <source>Run Three…</source>
            <translation>Drei ausführen…</translation>
        </message>
        <message>
            <source>All matrices in blocks</source>
            <translation>Alle Matrizen in Blöcken</translation>
        </message>
        <message>
            <source>Selected layers</source>
            <translation>Gewählte Schichten</translation>
        </message>
        <message>
            <source>Layers that may change</source>
            <translation>Schichten, die sich ändern dürfen</translation>
        </message>
        <message>
            <source>What the budget may change; everything else stays as it is</source>
            <translation>Was das Budget ändern darf; alles andere bleibt, wie es ist</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Schichten</translation>
        </message>
        <message>
            <source>Tries every size of every layer, and measures one of each on samples of the calibration; takes minutes once, then any budget is instant</source>
            <translation>Probiert jede Größe jeder Schicht und misst je eine auf Stichproben der Kalibrierung; dauert einmal Minuten, danach ist jedes Budget sofort da</translation>
        </message>
        <message>
            <source>What the whole model may take</source>
            <translation>Was das ganze Modell belegen darf</translation>
        </message>
        <message>
            <source>Unit of the budget</source>
            <translation>Einheit des Budgets</translation>
        </message>
        <message>
            <source>% of bytes</source>
            <translation>% der Bytes</translation>
        </message>
        <message>
            <source>% of parameters</source>
            <translation>% der Parameter</translation>
        </message>
        <message>
            <source>M parameters</source>
            <translation>Mio. Parameter</translation>
        </message>
        <message>
            <source>What the budget counts</source>
            <translation>Was das Budget zählt</translation>
        </message>
        <message>
            <source>Budget, from the smallest reachable size to the original</source>
            <translation>Budget, von der kleinsten erreichbaren Größe bis zum Original</translation>
        </message>
        <message>
            <source>From the smallest reachable size to the original</source>
            <translation>Von der kleinsten erreichbaren Größe bis zum Original</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parameter</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplexität</translation>
        </message>
        <message>
            <source>Steps that this budget gives</source>
            <translation>Schritte, die dieses Budget ergibt</translation>
        </message>
        <message>
            <source>What checking this budget measured</source>
            <translation>Was die Prüfung dieses Budgets gemessen hat</translation>
        </message>
        <message>
            <source>Fit layers in order</source>
            <translation>Schichten nacheinander anpassen</translation>
        </message>
        <message>
            <source>Changes block after block, and fits each layer to what really flows into it by then. Predictions do not count on it: measured perplexity is usually lower</source>
            <translation>Ändert Block für Block und passt jede Schicht an das an, was dann wirklich in sie fließt. Die Vorhersagen rechnen nicht damit: die gemessene Perplexität ist meist niedriger</translation>
        </message>
        <message>
            <source>Put these steps into the recipe; one undo takes them out again</source>
            <translation>Diese Schritte ins Rezept übernehmen; einmal Rückgängig nimmt sie wieder heraus</translation>
        </message>
        <message>
            <source>Run this budget, one that removes half as much and one that removes half more</source>
            <translation>Dieses Budget ausführen, dazu eines, das halb so viel entfernt, und eines, das um die Hälfte mehr entfernt</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CalibrateDialog</name>
        <message>
            <source>Text to calibrate on</source>
            <translation>Text zum Kalibrieren</translation>
        </message>
        <message>
            <source>Text (*.txt *.md *.jsonl);;All files (*)</source>
            <translation>Text (*.txt *.md *.jsonl);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>Also the gradients at layer outputs</source>
            <translation>Auch die Gradienten an den Ausgängen der Schichten</translation>
        </message>
        <message>
            <source>Calibrate</source>
            <translation>Kalibrieren</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Stichproben</translation>
        </message>
        <message>
            <source>Pieces of the text, chosen by the seed</source>
            <translation>Stücke des Textes, durch den Startwert bestimmt</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Tokens in each piece</source>
            <translation>Token in jedem Stück</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <source>The same text and seed take the same pieces</source>
            <translation>Gleicher Text und gleicher Startwert nehmen die gleichen Stücke</translation>
        </message>
        <message>
            <source>They tell how much an error at a layer's output costs: budgets and estimates become much better. Takes about four times as long.</source>
            <translation>Sie sagen, was ein Fehler am Ausgang einer Schicht kostet: Budgets und Schätzungen werden viel besser. Dauert etwa viermal so lange.</translation>
        </message>
        <message>
            <source>Runs the model on sample text and keeps what flows into each layer. Methods then keep what matters for these inputs, and budgets can weigh layers against each other.</source>
            <translation>Lässt das Modell über Beispieltext laufen und hält fest, was in jede Schicht fließt. Die Methoden behalten dann, worauf es bei diesen Eingaben ankommt, und Budgets können Schichten gegeneinander abwägen.</translation>
        </message>
        <message>
            <source>Cost</source>
            <translation>Aufwand</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Choose a text to calibrate on.</source>
            <translation>Einen Text zum Kalibrieren wählen.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>Es gibt keine Datei %1.</translation>
        </message>
        <message>
            <source>A calibration with these settings was stopped: it goes on from there.</source>
            <translation>Eine Kalibrierung mit diesen Einstellungen wurde angehalten: sie geht von dort weiter.</translation>
        </message>
        <message>
            <source>The built-in text is of small stories for the built-in model. Take text like what this model is for: what does not occur in it counts for nothing.</source>
            <translation>Der eingebaute Text besteht aus kleinen Geschichten für das eingebaute Modell. Besser ist Text von der Art, für die dieses Modell da ist: was darin nicht vorkommt, zählt nichts.</translation>
        </message>
        <message>
            <source>Estimate the cost</source>
            <translation>Den Aufwand schätzen</translation>
        </message>
        <message>
            <source>%1 tokens, up to %2 of memory, roughly %3 here</source>
            <translation>%1 Token, bis zu %2 Speicher, hier etwa %3</translation>
        </message>
        <message>
            <source>Peak memory of weights, states and statistics; the time is an estimate from the speed of matrix products on this machine.</source>
            <translation>Spitzenspeicher von Gewichten, Zuständen und Statistiken; die Zeit ist aus der Geschwindigkeit von Matrixprodukten auf diesem Rechner geschätzt.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CalibrationState</name>
        <message>
            <source>Calibrate · %1 × %2 tokens</source>
            <translation>Kalibrieren · %1 × %2 Token</translation>
        </message>
        <message>
            <source>Open a model first: a calibration belongs to one.</source>
            <translation>Zuerst ein Modell öffnen: eine Kalibrierung gehört zu einem.</translation>
        </message>
        <message>
            <source>Open %1</source>
            <translation>%1 öffnen</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>%1 × %2 tokens of %3</source>
            <translation>%1 × %2 Token aus %3</translation>
        </message>
        <message>
            <source>Nothing is known of what flows through the layers. A calibration measures it once on sample text; errors are then weighed by it, and budgets and estimates become possible.</source>
            <translation>Nichts ist darüber bekannt, was durch die Schichten fließt. Eine Kalibrierung misst es einmal auf Beispieltext; Fehler werden dann danach gewichtet, und Budgets und Schätzungen werden möglich.</translation>
        </message>
        <message>
            <source>%1
%2, seed %3
computed on %4 in %5
%6</source>
            <translation>%1
%2, Startwert %3
berechnet auf %4 in %5
%6</translation>
        </message>
        <message>
            <source>with gradients</source>
            <translation>mit Gradienten</translation>
        </message>
        <message>
            <source>without gradients</source>
            <translation>ohne Gradienten</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SensitivityDialog</name>
        <message>
            <source>Text to measure on</source>
            <translation>Text zum Messen</translation>
        </message>
        <message>
            <source>Text (*.txt *.md *.jsonl);;All files (*)</source>
            <translation>Text (*.txt *.md *.jsonl);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Stichproben</translation>
        </message>
        <message>
            <source>Pieces of the text; more is slower and more certain</source>
            <translation>Stücke des Textes; mehr ist langsamer und sicherer</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Tokens in each piece</source>
            <translation>Token in jedem Stück</translation>
        </message>
        <message>
            <source>Measure Sensitivity</source>
            <translation>Sensitivität messen</translation>
        </message>
        <message>
            <source>All matrices in blocks</source>
            <translation>Alle Matrizen in Blöcken</translation>
        </message>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n gewählte Schicht</numerusform>
                <numerusform>%n gewählte Schichten</numerusform>
            </translation>
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
            <source>Parameters kept, %</source>
            <translation>Behaltene Parameter, %</translation>
        </message>
        <message>
            <source>How much each layer keeps, in percent; several figures are measured one after the other: 70 40</source>
            <translation>Wie viel jede Schicht behält, in Prozent; mehrere Zahlen werden nacheinander gemessen: 70 40</translation>
        </message>
        <message>
            <source>Kept, %</source>
            <translation>Behalten, %</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Kalibrierung</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Messen</translation>
        </message>
        <message>
            <source>Select layers in the tree first.</source>
            <translation>Zuerst Schichten im Baum wählen.</translation>
        </message>
        <message>
            <source>How much is kept: figures between 0 and 100, separated by spaces.</source>
            <translation>Wie viel behalten wird: Zahlen zwischen 0 und 100, durch Leerzeichen getrennt.</translation>
        </message>
        <message>
            <source>Choose a text to measure on.</source>
            <translation>Einen Text zum Messen wählen.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>Es gibt keine Datei %1.</translation>
        </message>
        <message numerus="yes">
            <source>Changes one layer at a time, all others as they are, and measures how far the model's predictions move: about %n measurement(s).</source>
            <translation>
                <numerusform>Ändert jeweils eine Schicht, alle anderen bleiben, wie sie sind, und misst, wie weit sich die Vorhersagen des Modells verschieben: etwa %n Messung.</numerusform>
                <numerusform>Ändert jeweils eine Schicht, alle anderen bleiben, wie sie sind, und misst, wie weit sich die Vorhersagen des Modells verschieben: etwa %n Messungen.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::SensitivityState</name>
        <message>
            <source>Sensitivity · %1</source>
            <translation>Sensitivität · %1</translation>
        </message>
    </context>
    <context>
        <name>lapidary::StagesView</name>
        <message>
            <source>Stages of the run</source>
            <translation>Stufen des Laufs</translation>
        </message>
        <message>
            <source>running</source>
            <translation>läuft</translation>
        </message>
        <message>
            <source>not done</source>
            <translation>entfallen</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <source>taken back</source>
            <translation>verworfen</translation>
        </message>
        <message>
            <source>Stage %1 of %2, %3: %4</source>
            <translation>Stufe %1 von %2, %3: %4</translation>
        </message>
        <message>
            <source>Damage limit: perplexity ×%1 of the original's</source>
            <translation>Schadensgrenze: Perplexität ×%1 gegenüber dem Original</translation>
        </message>
        <message>
            <source>limit ×%1</source>
            <translation>max. ×%1</translation>
        </message>
    </context>
</TS>
