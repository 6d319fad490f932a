<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
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
            <translation>original</translation>
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
            <translation>Perplejidad</translation>
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
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Changed layers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time</source>
            <translation>Tiempo</translation>
        </message>
        <message>
            <source>Peak memory of the run</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
        </message>
        <message>
            <source>No such step</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Layer</source>
            <translation>Capa</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Diferencia</translation>
        </message>
        <message>
            <source>Unchanged</source>
            <translation>Sin cambios</translation>
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
            <translation>Familia</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Architecture</source>
            <translation>Arquitectura</translation>
        </message>
        <message>
            <source>Container</source>
            <translation>Contenedor</translation>
        </message>
        <message>
            <source>the tied embedding counted once</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size</source>
            <translation>Tamaño</translation>
        </message>
        <message>
            <source>Blocks</source>
            <translation>Bloques</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Atención</translation>
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
            <translation>Tokenizador</translation>
        </message>
        <message>
            <source>Configuration</source>
            <translation>Configuración</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>Vocabulario</translation>
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
            <translation>ninguno</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>sí</translation>
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
            <translation>sin cambios</translation>
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
            <translation>Acerca de Lapidary</translation>
        </message>
        <message>
            <source>A workbench for cutting large language models down to size.
Free software under the GNU General Public License, version 3 or later.</source>
            <translation>Un banco de trabajo para reducir modelos de lenguaje grandes.
Software libre bajo la Licencia Pública General de GNU, versión 3 o posterior.</translation>
        </message>
        <message>
            <source>Not loaded: %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Libraries</source>
            <translation>Bibliotecas</translation>
        </message>
        <message>
            <source>Plugins</source>
            <translation>Complementos</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CompareTab</name>
        <message>
            <source>Add Run</source>
            <translation>Añadir ejecución</translation>
        </message>
        <message>
            <source>Add a run of the store to the comparison</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Report…</source>
            <translation>Informe…</translation>
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
            <translation>Cifras</translation>
        </message>
        <message>
            <source>Recipes</source>
            <translation>Recetas</translation>
        </message>
        <message>
            <source>Layers that differ most</source>
            <translation>Capas que más difieren</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Receta</translation>
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
            <translation>Comparar ejecuciones</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s)</source>
            <translation>
                <numerusform>%n ejecución</numerusform>
                <numerusform>%n ejecuciones</numerusform>
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
            <translation>Escribir informe</translation>
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
            <translation>Comparar</translation>
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
            <translation>Distribución</translation>
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
            <translation>Leyendo los pesos…</translation>
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
            <translation>Cerrar el mensaje</translation>
        </message>
        <message numerus="yes">
            <source>%n more</source>
            <translation>
                <numerusform>%n más</numerusform>
                <numerusform>%n más</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::ExportDialog</name>
        <message>
            <source>Densify: multiply factors out, pad narrower blocks</source>
            <translation>Densificar: multiplicar los factores, rellenar los bloques estrechos</translation>
        </message>
        <message>
            <source>Export To</source>
            <translation>Exportar a</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportar</translation>
        </message>
        <message>
            <source>Any runtime can then load it, at the size of the original form</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Model</source>
            <translation>Modelo</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Formato</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>To</source>
            <translation>A</translation>
        </message>
        <message>
            <source>Run %1</source>
            <translation>Ejecución %1</translation>
        </message>
        <message>
            <source>as stored</source>
            <translation>como está guardado</translation>
        </message>
        <message>
            <source>Export preview</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 exists already; choose another name.</source>
            <translation>%1 ya existe; elija otro nombre.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::InspectorView</name>
        <message>
            <source>Apply to All Like This</source>
            <translation>Aplicar a todas las similares</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Restablecer</translation>
        </message>
        <message>
            <source>Take method and precision from the selected layers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>None</source>
            <translation>Ninguno</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>How the selected layers are made smaller (M)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep</source>
            <translation>Mantener</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Precisión</translation>
        </message>
        <message>
            <source>How the numbers of the selected layers are stored</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Bonds</source>
            <translation>Enlaces</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Resultado</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>Antes</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Después</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Bytes</source>
            <translation>Bytes</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Conservado</translation>
        </message>
        <message>
            <source>Predicted weight error</source>
            <translation>Error de pesos previsto</translation>
        </message>
        <message>
            <source>Relative Frobenius error of the weights, from their spectra; “-” while these are not known, or where it takes the weights themselves (pruning).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a model to see its layers.</source>
            <translation>Abra un modelo para ver sus capas.</translation>
        </message>
        <message>
            <source>Select a layer on the left to choose what happens to it.</source>
            <translation>Seleccione una capa a la izquierda para decidir qué se hace con ella.</translation>
        </message>
        <message>
            <source>Vectors and norms stay as they are: nothing to choose here.</source>
            <translation>Los vectores y normas quedan como están: aquí no hay nada que elegir.</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n capa</numerusform>
                <numerusform>%n capas</numerusform>
            </translation>
        </message>
        <message>
            <source>Apply to All Like This (%1)</source>
            <translation>Aplicar a similares (%1)</translation>
        </message>
        <message>
            <source>Give every layer of role %1 the method and precision shown here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mixed</source>
            <translation>varios</translation>
        </message>
        <message>
            <source>Keep %1</source>
            <translation>Mantener %1</translation>
        </message>
        <message>
            <source>The selected layers have different methods. Choosing one gives it to all of them.</source>
            <translation>Las capas seleccionadas tienen métodos distintos. Al elegir uno se aplica a todas.</translation>
        </message>
        <message>
            <source>These layers keep their form.</source>
            <translation>Estas capas conservan su forma.</translation>
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
            <translation>%1 bytes, %2 parámetros</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>y %n más</numerusform>
                <numerusform>y %n más</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobCard</name>
        <message>
            <source>Show log</source>
            <translation>Ver registro</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>Quitar de la lista</translation>
        </message>
        <message>
            <source>Stop this job</source>
            <translation>Detener esta tarea</translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobsModel</name>
        <message>
            <source>waiting</source>
            <translation>en espera</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>quedan %1</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>detenida</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>fallida</translation>
        </message>
    </context>
    <context>
        <name>lapidary::JobsView</name>
        <message>
            <source>Jobs</source>
            <translation>Tareas</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Registro</translation>
        </message>
        <message>
            <source>What the jobs wrote</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing is running.</source>
            <translation>No hay nada en marcha.</translation>
        </message>
        <message numerus="yes">
            <source>%n running</source>
            <translation>
                <numerusform>%n en marcha</numerusform>
                <numerusform>%n en marcha</numerusform>
            </translation>
        </message>
        <message>
            <source>No job has written anything yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Log of Jobs</source>
            <translation>Registro de tareas</translation>
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
            <translation>varios</translation>
        </message>
        <message>
            <source>role %1</source>
            <translation>función %1</translation>
        </message>
        <message>
            <source>stored as %1</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 parámetros</translation>
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
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Shape</source>
            <translation>Forma</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Después</translation>
        </message>
    </context>
    <context>
        <name>lapidary::LayersView</name>
        <message>
            <source>By Role</source>
            <translation>Por función</translation>
        </message>
        <message>
            <source>Blocks…</source>
            <translation>Bloques…</translation>
        </message>
        <message>
            <source>All Like This</source>
            <translation>Todas las similares</translation>
        </message>
        <message>
            <source>Attention Matrices</source>
            <translation>Matrices de atención</translation>
        </message>
        <message>
            <source>MLP Matrices</source>
            <translation>Matrices del MLP</translation>
        </message>
        <message>
            <source>All Matrices in Blocks</source>
            <translation>Todas las matrices en bloques</translation>
        </message>
        <message>
            <source>All Shown</source>
            <translation>Todas las visibles</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>Invertir</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Ninguno</translation>
        </message>
        <message>
            <source>Select Blocks</source>
            <translation>Seleccionar bloques</translation>
        </message>
        <message>
            <source>Blocks, for example 0-3,7,20-:</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select All Like This</source>
            <translation>Seleccionar todas las similares</translation>
        </message>
        <message>
            <source>Set Method</source>
            <translation>Fijar método</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Restablecer</translation>
        </message>
        <message>
            <source>Select</source>
            <translation>Seleccionar</translation>
        </message>
        <message>
            <source>Copy Name</source>
            <translation>Copiar nombre</translation>
        </message>
        <message>
            <source>Expand All</source>
            <translation>Expandir todo</translation>
        </message>
        <message>
            <source>Collapse All</source>
            <translation>Contraer todo</translation>
        </message>
        <message>
            <source>Filter: name, role:down, block:4-20, size&gt;1M</source>
            <translation>Filtro: nombre, role:down, block:4-20, size&gt;1M</translation>
        </message>
        <message>
            <source>Filter layers</source>
            <translation>Filtrar capas</translation>
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
            <translation>Capas</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n capa</numerusform>
                <numerusform>%n capas</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) selected</source>
            <translation>
                <numerusform>%n capa seleccionada</numerusform>
                <numerusform>%n capas seleccionadas</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n like it (role %1)</source>
            <translation>
                <numerusform>%n similar (función %1)</numerusform>
                <numerusform>%n similares (función %1)</numerusform>
            </translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Seleccionar todas</translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 parámetros</translation>
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
            <translation>Capas</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>Inspector</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Receta</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Tareas</translation>
        </message>
        <message>
            <source>Toolbar</source>
            <translation>Barra de herramientas</translation>
        </message>
        <message>
            <source>Device and precision to compute with; change them in the settings</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n thread(s)</source>
            <translation>
                <numerusform>%n hilo</numerusform>
                <numerusform>%n hilos</numerusform>
            </translation>
        </message>
        <message>
            <source>Memory that this program holds, of the machine's</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Memory %1 of %2</source>
            <translation>Memoria %1 de %2</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>Automático</translation>
        </message>
        <message>
            <source>%1[*] - Lapidary</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No model is open</source>
            <translation>No hay ningún modelo abierto</translation>
        </message>
        <message>
            <source>unknown architecture</source>
            <translation>arquitectura desconocida</translation>
        </message>
        <message numerus="yes">
            <source>%n block(s)</source>
            <translation>
                <numerusform>%n bloque</numerusform>
                <numerusform>%n bloques</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 parámetros</translation>
        </message>
        <message>
            <source>, tied embedding</source>
            <translation>, incrustación compartida</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Archivo</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>&amp;Abrir…</translation>
        </message>
        <message>
            <source>Open &amp;Folder…</source>
            <translation>Abrir &amp;carpeta…</translation>
        </message>
        <message>
            <source>Open &amp;Recent</source>
            <translation>Abrir &amp;reciente</translation>
        </message>
        <message>
            <source>Open &amp;Built-in Model</source>
            <translation>Abrir el modelo &amp;incluido</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>&amp;Exportar…</translation>
        </message>
        <message>
            <source>&amp;Close Model</source>
            <translation>&amp;Cerrar modelo</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>&amp;Preferencias…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Salir</translation>
        </message>
        <message>
            <source>Nothing yet</source>
            <translation>Nada todavía</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Editar</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Deshacer</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Rehacer</translation>
        </message>
        <message>
            <source>&amp;Find Layers</source>
            <translation>&amp;Buscar capas</translation>
        </message>
        <message>
            <source>&amp;Select Layers</source>
            <translation>&amp;Seleccionar capas</translation>
        </message>
        <message>
            <source>Select All &amp;Like This</source>
            <translation>Seleccionar todas las si&amp;milares</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ver</translation>
        </message>
        <message>
            <source>Reset Layout</source>
            <translation>Restablecer disposición</translation>
        </message>
        <message>
            <source>&amp;Appearance</source>
            <translation>&amp;Apariencia</translation>
        </message>
        <message>
            <source>Follow the System</source>
            <translation>Como el sistema</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Claro</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Oscuro</translation>
        </message>
        <message>
            <source>Full Screen</source>
            <translation>Pantalla completa</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>&amp;Modelo</translation>
        </message>
        <message>
            <source>Set &amp;Method</source>
            <translation>Fijar &amp;método</translation>
        </message>
        <message>
            <source>&amp;Apply to All Like This</source>
            <translation>&amp;Aplicar a todas las similares</translation>
        </message>
        <message>
            <source>&amp;Reset Layers</source>
            <translation>&amp;Restablecer capas</translation>
        </message>
        <message>
            <source>&amp;Details</source>
            <translation>&amp;Detalles</translation>
        </message>
        <message>
            <source>Re&amp;cipe</source>
            <translation>Re&amp;ceta</translation>
        </message>
        <message>
            <source>&amp;Add Step…</source>
            <translation>&amp;Añadir paso…</translation>
        </message>
        <message>
            <source>&amp;Save Recipe</source>
            <translation>&amp;Guardar receta</translation>
        </message>
        <message>
            <source>Save Recipe &amp;As…</source>
            <translation>Guardar receta &amp;como…</translation>
        </message>
        <message>
            <source>&amp;Load Recipe…</source>
            <translation>Car&amp;gar receta…</translation>
        </message>
        <message>
            <source>S&amp;tep</source>
            <translation>&amp;Paso</translation>
        </message>
        <message>
            <source>&amp;Presets</source>
            <translation>&amp;Plantillas</translation>
        </message>
        <message>
            <source>R&amp;uns</source>
            <translation>E&amp;jecuciones</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Ejecutar</translation>
        </message>
        <message>
            <source>Carry out the recipe (%1)</source>
            <translation>Ejecutar la receta (%1)</translation>
        </message>
        <message>
            <source>&amp;Run…</source>
            <translation>&amp;Ejecutar…</translation>
        </message>
        <message>
            <source>&amp;Compare the Latest Two</source>
            <translation>&amp;Comparar las dos últimas</translation>
        </message>
        <message>
            <source>Re&amp;port…</source>
            <translation>&amp;Informe…</translation>
        </message>
        <message>
            <source>Choose &amp;Store…</source>
            <translation>Elegir &amp;almacén…</translation>
        </message>
        <message>
            <source>&amp;Open Store Folder</source>
            <translation>&amp;Abrir carpeta del almacén</translation>
        </message>
        <message>
            <source>Re&amp;fresh</source>
            <translation>Ac&amp;tualizar</translation>
        </message>
        <message>
            <source>Job &amp;Log</source>
            <translation>&amp;Registro de tareas</translation>
        </message>
        <message>
            <source>Clear &amp;Ended Jobs</source>
            <translation>Quitar tareas &amp;terminadas</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>Ay&amp;uda</translation>
        </message>
        <message>
            <source>&amp;Keyboard Shortcuts</source>
            <translation>&amp;Atajos de teclado</translation>
        </message>
        <message>
            <source>&amp;Messages</source>
            <translation>&amp;Mensajes</translation>
        </message>
        <message>
            <source>&amp;Diagnostics</source>
            <translation>&amp;Diagnóstico</translation>
        </message>
        <message>
            <source>&amp;About Lapidary</source>
            <translation>&amp;Acerca de Lapidary</translation>
        </message>
        <message>
            <source>Open a Checkpoint</source>
            <translation>Abrir un punto de control</translation>
        </message>
        <message>
            <source>Checkpoints (*.gguf *.safetensors config.json *.index.json);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a Model Folder</source>
            <translation>Abrir una carpeta de modelo</translation>
        </message>
        <message>
            <source>Unsaved Recipe</source>
            <translation>Receta sin guardar</translation>
        </message>
        <message>
            <source>The recipe has changes that are not saved to a file.</source>
            <translation>La receta tiene cambios que no se han guardado en un archivo.</translation>
        </message>
        <message>
            <source>No exporter is installed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Exported %1.</source>
            <translation>%1 exportados.</translation>
        </message>
        <message>
            <source>Folder for Runs</source>
            <translation>Carpeta de ejecuciones</translation>
        </message>
        <message>
            <source>Open a model first: %1 looks like a recipe.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Work Is Still Running</source>
            <translation>Aún hay trabajo en marcha</translation>
        </message>
        <message>
            <source>%1

A run that is stopped keeps its finished layers: the same run resumes from there.</source>
            <translation>%1

Una ejecución detenida conserva sus capas terminadas: la misma ejecución continúa desde ahí.</translation>
        </message>
        <message>
            <source>Keep Running Until Done</source>
            <translation>Continuar hasta terminar</translation>
        </message>
        <message>
            <source>Stop and Resume Later</source>
            <translation>Detener y reanudar después</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Volver</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>Mensajes</translation>
        </message>
        <message>
            <source>No messages.</source>
            <translation>No hay mensajes.</translation>
        </message>
        <message>
            <source>Store of runs: %1</source>
            <translation>Almacén de ejecuciones: %1</translation>
        </message>
        <message>
            <source>not loaded: %1: %2
</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Diagnostics</source>
            <translation>Diagnóstico</translation>
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
            <translation>Atajos de teclado</translation>
        </message>
        <message>
            <source>Choose device</source>
            <translation>Elegir dispositivo</translation>
        </message>
        <message>
            <source>Computes on %1 in %2. %3. Change it in the settings.</source>
            <translation>Calcula en %1 con %2. %3. Se cambia en las preferencias.</translation>
        </message>
        <message>
            <source>Restore Recipe</source>
            <translation>Restaurar receta</translation>
        </message>
        <message>
            <source>&amp;All Runs…</source>
            <translation>&amp;Todas las ejecuciones…</translation>
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
            <translation>Modelo</translation>
        </message>
        <message>
            <source>No model is open.</source>
            <translation>No hay ningún modelo abierto.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::OverviewTab</name>
        <message>
            <source>Colour: role</source>
            <translation>Color: función</translation>
        </message>
        <message>
            <source>Colour: method</source>
            <translation>Color: método</translation>
        </message>
        <message>
            <source>Colour: dtype</source>
            <translation>Color: tipo</translation>
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
            <translation>Parámetros por capa</translation>
        </message>
        <message>
            <source>area is the number of parameters</source>
            <translation>el área es el número de parámetros</translation>
        </message>
        <message>
            <source>embedding and head</source>
            <translation>incrustación y cabeza</translation>
        </message>
        <message>
            <source>norms</source>
            <translation>normas</translation>
        </message>
        <message>
            <source>attention</source>
            <translation>atención</translation>
        </message>
        <message>
            <source>MLP and others</source>
            <translation>MLP y otros</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Share of the parameters: %1</source>
            <translation>Parte de los parámetros: %1</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Resumen</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ParamField</name>
        <message>
            <source>balanced</source>
            <translation>equilibrado</translation>
        </message>
        <message>
            <source>%1, slider</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mixed</source>
            <translation>varios</translation>
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
            <translation>Examinar…</translation>
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
            <translation>La respuesta aparece aquí según se genera.</translation>
        </message>
        <message>
            <source>There is no model to ask yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Loading the model…</source>
            <translation>Cargando el modelo…</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>Detenido.</translation>
        </message>
        <message>
            <source>Generating…</source>
            <translation>Generando…</translation>
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
            <translation>Generar</translation>
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
            <translation>Pruebas</translation>
        </message>
        <message>
            <source>the same prompt, two models</source>
            <translation>el mismo texto, dos modelos</translation>
        </message>
        <message>
            <source>Once there was</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Prompt</source>
            <translation>Texto inicial</translation>
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
            <translation>Temperatura</translation>
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
            <translation>Tokens</translation>
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
            <translation>Detener</translation>
        </message>
    </context>
    <context>
        <name>lapidary::PlotView</name>
        <message>
            <source>Copy</source>
            <translation>Copiar</translation>
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
            <translation>Añadir paso</translation>
        </message>
        <message>
            <source>Remove Step</source>
            <translation>Quitar paso</translation>
        </message>
        <message>
            <source>Edit Step</source>
            <translation>Editar paso</translation>
        </message>
        <message>
            <source>Move Step</source>
            <translation>Mover paso</translation>
        </message>
        <message>
            <source>Enable Step</source>
            <translation>Activar paso</translation>
        </message>
        <message>
            <source>Disable Step</source>
            <translation>Desactivar paso</translation>
        </message>
        <message>
            <source>Rename Recipe</source>
            <translation>Renombrar receta</translation>
        </message>
        <message>
            <source>Reset Layers</source>
            <translation>Restablecer capas</translation>
        </message>
        <message>
            <source>Change Method</source>
            <translation>Cambiar método</translation>
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
            <translation>Capas</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>Bytes before</source>
            <translation>Bytes antes</translation>
        </message>
        <message>
            <source>After</source>
            <translation>Después</translation>
        </message>
        <message>
            <source>Predicted error</source>
            <translation>Error previsto</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RecipeView</name>
        <message>
            <source>Add Step…</source>
            <translation>Añadir paso…</translation>
        </message>
        <message>
            <source>Edit Step…</source>
            <translation>Editar paso…</translation>
        </message>
        <message>
            <source>Duplicate Step</source>
            <translation>Duplicar paso</translation>
        </message>
        <message>
            <source>Remove Step</source>
            <translation>Quitar paso</translation>
        </message>
        <message>
            <source>Move Up</source>
            <translation>Subir</translation>
        </message>
        <message>
            <source>Move Down</source>
            <translation>Bajar</translation>
        </message>
        <message>
            <source>Select Its Layers</source>
            <translation>Seleccionar sus capas</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Renombrar…</translation>
        </message>
        <message>
            <source>Load Recipe…</source>
            <translation>Cargar receta…</translation>
        </message>
        <message>
            <source>Save Recipe As…</source>
            <translation>Guardar receta como…</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Vaciar</translation>
        </message>
        <message>
            <source>Clear Recipe</source>
            <translation>Vaciar receta</translation>
        </message>
        <message>
            <source>Load Recipe</source>
            <translation>Cargar receta</translation>
        </message>
        <message>
            <source>Recipes (*.json)</source>
            <translation>Recetas (*.json)</translation>
        </message>
        <message>
            <source>Save Recipe</source>
            <translation>Guardar receta</translation>
        </message>
        <message>
            <source>Rename Recipe</source>
            <translation>Renombrar receta</translation>
        </message>
        <message>
            <source>Name:</source>
            <translation>Nombre:</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Receta</translation>
        </message>
        <message>
            <source>Presets</source>
            <translation>Plantillas</translation>
        </message>
        <message>
            <source>Recipes that are ready to use, load and save</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
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
            <translation>Aún no hay cambios. Seleccione capas y elija un método en el inspector, añada un paso o empiece con una plantilla.</translation>
        </message>
        <message>
            <source>%1 → %2 parameters</source>
            <translation>%1 → %2 parámetros</translation>
        </message>
        <message numerus="yes">
            <source>quality not predicted for %n layer(s)</source>
            <translation>
                <numerusform>calidad no prevista para %n capa</numerusform>
                <numerusform>calidad no prevista para %n capas</numerusform>
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
                <numerusform>%n error</numerusform>
                <numerusform>%n errores</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n warning(s)</source>
            <translation>
                <numerusform>%n aviso</numerusform>
                <numerusform>%n avisos</numerusform>
            </translation>
        </message>
        <message>
            <source>Error: %1</source>
            <translation>Error: %1</translation>
        </message>
        <message>
            <source>What the Plan Says</source>
            <translation>Lo que dice el plan</translation>
        </message>
        <message>
            <source>unnamed</source>
            <translation>sin nombre</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ReportDialog</name>
        <message>
            <source>Write Report</source>
            <translation>Escribir informe</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Informe</translation>
        </message>
        <message>
            <source>Runs in the report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>HTML, self-contained</source>
            <translation>HTML, autónomo</translation>
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
            <translation>Archivos CSV</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Ejecuciones</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Formato</translation>
        </message>
        <message>
            <source>To</source>
            <translation>A</translation>
        </message>
        <message>
            <source>Write</source>
            <translation>Escribir</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunDialog</name>
        <message>
            <source>Measure perplexity before and after</source>
            <translation>Medir la perplejidad antes y después</translation>
        </message>
        <message>
            <source>and the divergence from the original (holds both models)</source>
            <translation>y la divergencia del original (mantiene ambos modelos)</translation>
        </message>
        <message>
            <source>Text to measure on</source>
            <translation>Texto para medir</translation>
        </message>
        <message>
            <source>Text (*.txt *.md);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run</source>
            <translation>Ejecutar</translation>
        </message>
        <message>
            <source>Name of the run</source>
            <translation>Nombre de la ejecución</translation>
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
            <translation>todas</translation>
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
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Texto</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protocolo</translation>
        </message>
        <message>
            <source>Windows</source>
            <translation>Ventanas</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Semilla</translation>
        </message>
        <message>
            <source>Store</source>
            <translation>Almacén</translation>
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
            <translation>Elija un texto para medir o no mida.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>No existe el archivo %1.</translation>
        </message>
        <message>
            <source>This recipe does not make the model smaller.</source>
            <translation>Esta receta no reduce el modelo.</translation>
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
            <translation>Comprimir · %1</translation>
        </message>
        <message>
            <source>Perplexity · %1</source>
            <translation>Perplejidad · %1</translation>
        </message>
        <message>
            <source>Export · %1</source>
            <translation>Exportar · %1</translation>
        </message>
        <message>
            <source>Report · %1</source>
            <translation>Informe · %1</translation>
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
            <translation>Ejecuciones</translation>
        </message>
        <message>
            <source>Runs of the store</source>
            <translation>Ejecuciones del almacén</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Comparar</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Abrir</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportar…</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Eliminar…</translation>
        </message>
        <message>
            <source>Delete Runs</source>
            <translation>Eliminar ejecuciones</translation>
        </message>
        <message numerus="yes">
            <source>Delete %n run(s) with their files? This cannot be undone.</source>
            <translation>
                <numerusform>¿Eliminar %n ejecución con sus archivos? No se puede deshacer.</numerusform>
                <numerusform>¿Eliminar %n ejecuciones con sus archivos? No se puede deshacer.</numerusform>
            </translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Eliminar</translation>
        </message>
    </context>
    <context>
        <name>lapidary::RunsModel</name>
        <message>
            <source>finished</source>
            <translation>terminada</translation>
        </message>
        <message>
            <source>unfinished</source>
            <translation>sin terminar</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Ejecutar</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Created (UTC)</source>
            <translation>Creada (UTC)</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Tamaño</translation>
        </message>
        <message>
            <source>Saved</source>
            <translation>Ahorro</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplejidad</translation>
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
            <translation>Abrir %1</translation>
        </message>
        <message>
            <source>Built-in model</source>
            <translation>Modelo incluido</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>Preferencias</translation>
        </message>
        <message>
            <source>Follow the system</source>
            <translation>Como el sistema</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Claro</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Oscuro</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Apariencia</translation>
        </message>
        <message>
            <source>decimal: MB, GB</source>
            <translation>decimal: MB, GB</translation>
        </message>
        <message>
            <source>binary: MiB, GiB</source>
            <translation>binario: MiB, GiB</translation>
        </message>
        <message>
            <source>Units of bytes</source>
            <translation>Unidades de bytes</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Idioma</translation>
        </message>
        <message>
            <source>Takes effect with the next start</source>
            <translation>Se aplica en el próximo inicio</translation>
        </message>
        <message>
            <source>Open the last model at start</source>
            <translation>Abrir el último modelo al iniciar</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Ventana</translation>
        </message>
        <message>
            <source>choose for me</source>
            <translation>elegir por mí</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Dispositivo</translation>
        </message>
        <message>
            <source>the quickest here (measured)</source>
            <translation>la más rápida aquí (medida)</translation>
        </message>
        <message>
            <source>Precision of computing</source>
            <translation>Precisión de cálculo</translation>
        </message>
        <message>
            <source>all (%1)</source>
            <translation>todos (%1)</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>Hilos</translation>
        </message>
        <message>
            <source>Computing</source>
            <translation>Cálculo</translation>
        </message>
        <message>
            <source>Folder for Runs</source>
            <translation>Carpeta de ejecuciones</translation>
        </message>
        <message>
            <source>Folder for runs</source>
            <translation>Carpeta de ejecuciones</translation>
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
            <translation>el texto incluido</translation>
        </message>
        <message>
            <source>Text to measure on</source>
            <translation>Texto para medir</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Archivos</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SpectrumTab</name>
        <message>
            <source>Bonds</source>
            <translation>Enlaces</translation>
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
            <translation>Lo que costaría aquí cada método</translation>
        </message>
        <message>
            <source>Spectrum</source>
            <translation>Espectro</translation>
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
            <translation>Calculando valores singulares…</translation>
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
            <translation>Modelos recientes</translation>
        </message>
        <message>
            <source>Models found on this machine</source>
            <translation>Modelos encontrados en este equipo</translation>
        </message>
        <message>
            <source>What you open is listed here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Looking…</source>
            <translation>Buscando…</translation>
        </message>
        <message>
            <source>Cut a language model down to size</source>
            <translation>Reducir un modelo de lenguaje</translation>
        </message>
        <message>
            <source>Open a checkpoint, pick what to cut and how, see what it costs before and after, and export something that real runtimes load.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recent</source>
            <translation>Recientes</translation>
        </message>
        <message>
            <source>On this machine</source>
            <translation>En este equipo</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Abrir</translation>
        </message>
        <message>
            <source>Drop a model folder, .safetensors or .gguf file anywhere in this window</source>
            <translation>Suelte una carpeta de modelo, un .safetensors o un .gguf en cualquier parte de esta ventana</translation>
        </message>
        <message>
            <source>Open Folder…</source>
            <translation>Abrir carpeta…</translation>
        </message>
        <message>
            <source>Open a Hugging Face folder (config.json and .safetensors)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open File…</source>
            <translation>Abrir archivo…</translation>
        </message>
        <message>
            <source>Open a .gguf or .safetensors file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Try the Built-in Model</source>
            <translation>Probar el modelo incluido</translation>
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
            <translation>Paso</translation>
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
            <translation>Funciones</translation>
        </message>
        <message>
            <source>Blocks</source>
            <translation>Bloques</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Capas</translation>
        </message>
        <message>
            <source>Except</source>
            <translation>Excepto</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Todas</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n capa</numerusform>
                <numerusform>%n capas</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::TextDialog</name>
        <message>
            <source>Copy</source>
            <translation>Copiar</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TextModels</name>
        <message>
            <source>Load %1</source>
            <translation>Cargar %1</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TradeoffTab</name>
        <message>
            <source>x: file size</source>
            <translation>x: tamaño</translation>
        </message>
        <message>
            <source>x: parameters</source>
            <translation>x: parámetros</translation>
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
            <translation>Ejecuciones de este modelo</translation>
        </message>
        <message>
            <source>All runs of the store</source>
            <translation>Todas las ejecuciones del almacén</translation>
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
            <translation>Perplejidad frente a tamaño</translation>
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
            <translation>receta actual</translation>
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
            <translation>Compromiso</translation>
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
            <translation>Copiar</translation>
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
            <translation>Fallo inesperado:</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>Detenido.</translation>
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
