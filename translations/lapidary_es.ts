<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
    <context>
        <name>lapidary</name>
        <message>
            <source>+%1 σ · %2 beyond</source>
            <translation>+%1 σ · %2 más allá</translation>
        </message>
        <message>
            <source>none beyond %1 σ</source>
            <translation>ninguno más allá de %1 σ</translation>
        </message>
        <message>
            <source>No values to count.</source>
            <translation>No hay valores que contar.</translation>
        </message>
        <message>
            <source>weight</source>
            <translation>peso</translation>
        </message>
        <message>
            <source>count (log)</source>
            <translation>recuento (log)</translation>
        </message>
        <message>
            <source>count</source>
            <translation>recuento</translation>
        </message>
        <message>
            <source>outliers</source>
            <translation>valores atípicos</translation>
        </message>
        <message>
            <source>outlier %1
%2 σ from the mean</source>
            <translation>valor atípico %1
a %2 σ de la media</translation>
        </message>
        <message>
            <source>block</source>
            <translation>bloque</translation>
        </message>
        <message>
            <source>No layer of this role has been measured yet.</source>
            <translation>Aún no se ha medido ninguna capa de esta función.</translation>
        </message>
        <message>
            <source>Block %1</source>
            <translation>Bloque %1</translation>
        </message>
        <message>
            <source>Pareto front</source>
            <translation>Frente de Pareto</translation>
        </message>
        <message>
            <source>●  on the Pareto front</source>
            <translation>●  en el frente de Pareto</translation>
        </message>
        <message>
            <source>○  dominated</source>
            <translation>○  dominada</translation>
        </message>
        <message>
            <source>◇  predicted, not measured</source>
            <translation>◇  prevista, no medida</translation>
        </message>
        <message>
            <source>|  ± one standard error</source>
            <translation>|  ± un error estándar</translation>
        </message>
        <message>
            <source>No run has been measured yet. Run a recipe and evaluate it to see what its bytes cost.</source>
            <translation>Aún no se ha medido ninguna ejecución. Ejecute una receta y evalúela para ver lo que cuestan sus bytes.</translation>
        </message>
        <message>
            <source>on the Pareto front</source>
            <translation>en el frente de Pareto</translation>
        </message>
        <message>
            <source>dominated</source>
            <translation>dominada</translation>
        </message>
        <message>
            <source>predicted</source>
            <translation>prevista</translation>
        </message>
        <message>
            <source>budget %1</source>
            <translation>presupuesto %1</translation>
        </message>
        <message>
            <source>Choose two or more runs to compare.</source>
            <translation>Elija dos o más ejecuciones para comparar.</translation>
        </message>
        <message>
            <source>original</source>
            <translation>original</translation>
        </message>
        <message>
            <source>energy kept</source>
            <translation>energía conservada</translation>
        </message>
        <message>
            <source>Select a layer with a weight matrix to see its spectrum.</source>
            <translation>Seleccione una capa con una matriz de pesos para ver su espectro.</translation>
        </message>
        <message>
            <source>index of singular value</source>
            <translation>índice del valor singular</translation>
        </message>
        <message>
            <source>singular value (log)</source>
            <translation>valor singular (log)</translation>
        </message>
        <message>
            <source>singular value</source>
            <translation>valor singular</translation>
        </message>
        <message>
            <source>whitened</source>
            <translation>blanqueados</translation>
        </message>
        <message>
            <source>singular values</source>
            <translation>valores singulares</translation>
        </message>
        <message>
            <source>plain</source>
            <translation>sin blanquear</translation>
        </message>
        <message>
            <source>energy kept, %</source>
            <translation>energía conservada, %</translation>
        </message>
        <message>
            <source>larger than dense from here</source>
            <translation>desde aquí, mayor que densa</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>Rango</translation>
        </message>
        <message>
            <source>An MPO with at least two sites has bonds to show.</source>
            <translation>Solo un MPO con al menos dos sitios tiene enlaces que mostrar.</translation>
        </message>
        <message>
            <source>index in the bond</source>
            <translation>índice en el enlace</translation>
        </message>
        <message>
            <source>bond %1 (%2)</source>
            <translation>enlace %1 (%2)</translation>
        </message>
        <message>
            <source>No method can change this layer.</source>
            <translation>Ningún método puede cambiar esta capa.</translation>
        </message>
        <message>
            <source>bytes of this layer, % of now</source>
            <translation>bytes de esta capa, % de los actuales</translation>
        </message>
        <message>
            <source>weight error, %</source>
            <translation>error de pesos, %</translation>
        </message>
        <message>
            <source>larger than now from here</source>
            <translation>desde aquí, mayor que ahora</translation>
        </message>
        <message>
            <source>current choice</source>
            <translation>elección actual</translation>
        </message>
        <message>
            <source>now</source>
            <translation>ahora</translation>
        </message>
        <message>
            <source>%1, window %2, %3 tokens scored, %4 on %5</source>
            <translation>%1, ventana %2, %3 tokens evaluados, %4 en %5</translation>
        </message>
        <message>
            <source>Not measured</source>
            <translation>Sin medir</translation>
        </message>
        <message>
            <source>Perplexity (%1 %2)</source>
            <translation>Perplejidad (%1 %2)</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplejidad</translation>
        </message>
        <message>
            <source>KL to original, mean · 99 %</source>
            <translation>KL respecto al original, media · 99 %</translation>
        </message>
        <message>
            <source>Original</source>
            <translation>Original</translation>
        </message>
        <message>
            <source>Size of all tensors</source>
            <translation>Tamaño de todos los tensores</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Changed layers</source>
            <translation>Capas cambiadas</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Tiempo</translation>
        </message>
        <message>
            <source>Peak memory of the run</source>
            <translation>Memoria máxima de la ejecución</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
        </message>
        <message>
            <source>No such step</source>
            <translation>No hay tal paso</translation>
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
            <translation>capas cambiadas, en el orden del modelo</translation>
        </message>
        <message>
            <source>weight error</source>
            <translation>error de pesos</translation>
        </message>
        <message>
            <source>No layer was changed.</source>
            <translation>No se cambió ninguna capa.</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>Familia</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>desconocida</translation>
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
            <translation>la incrustación compartida, contada una vez</translation>
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
            <translation>%1 cabezas de consulta, %2 de clave-valor</translation>
        </message>
        <message>
            <source>storage</source>
            <translation>almacenamiento</translation>
        </message>
        <message>
            <source>What to compress first</source>
            <translation>Qué comprimir primero</translation>
        </message>
        <message>
            <source>Stored types</source>
            <translation>Tipos guardados</translation>
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
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Vocabulary</source>
            <translation>Vocabulario</translation>
        </message>
        <message>
            <source>BOS</source>
            <translation>BOS</translation>
        </message>
        <message>
            <source>added at the start of a text</source>
            <translation>se añade al principio del texto</translation>
        </message>
        <message>
            <source>not added</source>
            <translation>no se añade</translation>
        </message>
        <message>
            <source>EOS</source>
            <translation>EOS</translation>
        </message>
        <message>
            <source>Chat template</source>
            <translation>Plantilla de chat</translation>
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
            <translation>%1 parámetros, %2</translation>
        </message>
        <message>
            <source>Role %1, stored as %2</source>
            <translation>Función %1, guardada como %2</translation>
        </message>
        <message>
            <source>Method: %1</source>
            <translation>Método: %1</translation>
        </message>
        <message>
            <source>unchanged</source>
            <translation>sin cambios</translation>
        </message>
        <message>
            <source>%1, window %2, %3 of %4 tokens scored, %5 on %6</source>
            <translation>%1, ventana %2, %3 de %4 tokens evaluados, %5 en %6</translation>
        </message>
        <message>
            <source>perplexity %1</source>
            <translation>perplejidad %1</translation>
        </message>
        <message>
            <source>%1, %2 parameters</source>
            <translation>%1, %2 parámetros</translation>
        </message>
        <message>
            <source>Click to compare it with the original</source>
            <translation>Haga clic para compararla con el original</translation>
        </message>
        <message>
            <source>perplexity (%1 %2, %3)</source>
            <translation>perplejidad (%1 %2, %3)</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>Presupuesto</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Función</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Capas</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>Parte</translation>
        </message>
        <message>
            <source>total</source>
            <translation>total</translation>
        </message>
        <message>
            <source>The head is the embedding (tied), counted once.</source>
            <translation>La cabeza es la incrustación (compartida), contada una vez.</translation>
        </message>
        <message>
            <source>MLP</source>
            <translation>MLP</translation>
        </message>
        <message>
            <source>Norms</source>
            <translation>Normas</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>Otros</translation>
        </message>
        <message>
            <source>One block</source>
            <translation>Por bloque</translation>
        </message>
        <message>
            <source>%1-%2 (%3)</source>
            <translation>%1-%2 (%3)</translation>
        </message>
        <message>
            <source>Parameters by role</source>
            <translation>Parámetros por función</translation>
        </message>
        <message>
            <source>Parameters by block</source>
            <translation>Parámetros por bloque</translation>
        </message>
        <message>
            <source>changes least %1 changes most (log of KL)</source>
            <translation>menor cambio %1 mayor cambio (log de KL)</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>no medida</translation>
        </message>
        <message>
            <source>Nothing is known yet: measure it with Model, Measure Sensitivity.</source>
            <translation>Aún no se sabe nada: mídalo con Modelo, Medir sensibilidad.</translation>
        </message>
        <message>
            <source>KL %1, loss %2 nats per token</source>
            <translation>KL %1, pérdida %2 nats por token</translation>
        </message>
        <message>
            <source>%1, error %2, %3 saved</source>
            <translation>%1, error %2, ahorro %3</translation>
        </message>
        <message>
            <source>estimated beforehand: %1</source>
            <translation>estimado de antemano: %1</translation>
        </message>
        <message>
            <source>KL when only this layer changes, nats (log)</source>
            <translation>KL al cambiar solo esta capa, nats (log)</translation>
        </message>
        <message>
            <source>Nothing was measured.</source>
            <translation>No se midió nada.</translation>
        </message>
        <message>
            <source>Sensitivity of %1 layers to %2</source>
            <translation>Sensibilidad de %1 capas a %2</translation>
        </message>
        <message>
            <source>predicted: best known for each size</source>
            <translation>previsto: lo mejor conocido para cada tamaño</translation>
        </message>
        <message>
            <source>predicted perplexity on the calibration's text</source>
            <translation>perplejidad prevista en el texto de la calibración</translation>
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
            <translation>No cargado: %1</translation>
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
            <translation>Añadir a la comparación una ejecución del almacén</translation>
        </message>
        <message>
            <source>Report…</source>
            <translation>Informe…</translation>
        </message>
        <message>
            <source>Write a self-contained report of the compared runs</source>
            <translation>Escribir un informe autónomo de las ejecuciones comparadas</translation>
        </message>
        <message>
            <source>Pick two or more runs with Add Run, or click points in the Trade-off tab, to see their recipes, figures and layers side by side.</source>
            <translation>Elija dos o más ejecuciones con «Añadir ejecución», o haga clic en puntos de la pestaña «Compromiso», para ver sus recetas, cifras y capas lado a lado.</translation>
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
            <translation>Error de pesos según la profundidad</translation>
        </message>
        <message>
            <source>Layers that differ most (weight error)</source>
            <translation>Capas que más difieren (error de pesos)</translation>
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
            <translation>Quitar %1 de la comparación</translation>
        </message>
        <message>
            <source>No other finished run in this store</source>
            <translation>No hay otra ejecución terminada en este almacén</translation>
        </message>
        <message>
            <source>Write Report</source>
            <translation>Escribir informe</translation>
        </message>
        <message>
            <source>HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)</source>
            <translation>HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)</translation>
        </message>
        <message>
            <source>Report written: %1</source>
            <translation>Informe escrito: %1</translation>
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
            <translation>Recuento log.</translation>
        </message>
        <message>
            <source>Logarithmic counts show rare large weights</source>
            <translation>Los recuentos logarítmicos muestran pesos grandes poco frecuentes</translation>
        </message>
        <message>
            <source>Box plots</source>
            <translation>Diagramas de caja</translation>
        </message>
        <message>
            <source>Small multiples</source>
            <translation>Histogramas por bloque</translation>
        </message>
        <message>
            <source>How the depth of the model is shown</source>
            <translation>Cómo se muestra la profundidad del modelo</translation>
        </message>
        <message>
            <source>How the same role is compared across blocks</source>
            <translation>Cómo se compara la misma función entre bloques</translation>
        </message>
        <message>
            <source>Histogram of the current layer's weights</source>
            <translation>Histograma de los pesos de la capa actual</translation>
        </message>
        <message>
            <source>Weights of this role across blocks</source>
            <translation>Pesos de esta función entre bloques</translation>
        </message>
        <message>
            <source>Distribution</source>
            <translation>Distribución</translation>
        </message>
        <message>
            <source>Across the depth of the model</source>
            <translation>Según la profundidad del modelo</translation>
        </message>
        <message>
            <source>Select a layer in the layers tree to see how its weights are distributed.</source>
            <translation>Seleccione una capa en el árbol de capas para ver cómo se distribuyen sus pesos.</translation>
        </message>
        <message>
            <source>%1 across the depth of the model</source>
            <translation>%1 según la profundidad del modelo</translation>
        </message>
        <message>
            <source>Reading the weights…</source>
            <translation>Leyendo los pesos…</translation>
        </message>
        <message>
            <source> · mean %1 · σ %2 · kurtosis %3 · range %4 to %5</source>
            <translation> · media %1 · σ %2 · curtosis %3 · de %4 a %5</translation>
        </message>
        <message>
            <source> · %1 not finite</source>
            <translation> · %1 no finitos</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ErrorBanner</name>
        <message>
            <source>Close; the message stays in Help &gt; Messages</source>
            <translation>Cerrar; el mensaje queda en Ayuda &gt; Mensajes</translation>
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
            <translation>Así lo puede cargar cualquier entorno de ejecución, con el tamaño de la forma original</translation>
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
            <translation>Vista previa de la exportación</translation>
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
            <source>Remove method and precision from the selected layers</source>
            <translation>Quitar el método y la precisión de las capas seleccionadas</translation>
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
            <translation>Cómo se reducen las capas seleccionadas (M)</translation>
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
            <translation>Cómo se guardan los números de las capas seleccionadas</translation>
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
            <translation>Error de Frobenius relativo de los pesos, a partir de sus espectros; «-» mientras no se conozcan, o donde hacen falta los propios pesos (poda).</translation>
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
            <translation>Dar a todas las capas de función %1 el método y la precisión que se muestran aquí</translation>
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
            <translation>
                <numerusform>%n paso de la receta actúa sobre esta capa; es este.</numerusform>
                <numerusform>%n pasos de la receta actúan uno tras otro sobre esta capa; este es el último.</numerusform>
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
            <translation>Lo que han escrito las tareas</translation>
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
            <translation>Aún no ha escrito nada ninguna tarea.</translation>
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
            <translation>«%1»: un tamaño es un número como 500k o 1M</translation>
        </message>
        <message>
            <source>“%1” needs a value</source>
            <translation>«%1» necesita un valor</translation>
        </message>
        <message>
            <source>“%1”: blocks are numbers and ranges such as 4-20,25</source>
            <translation>«%1»: los bloques son números e intervalos como 4-20,25</translation>
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
            <translation>guardada como %1</translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 parámetros</translation>
        </message>
        <message>
            <source>%1 bytes, after the recipe %2</source>
            <translation>%1 bytes, tras la receta %2</translation>
        </message>
        <message>
            <source>predicted weight error %1</source>
            <translation>error de pesos previsto %1</translation>
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
        <message>
            <source>Sensitivity: the divergence (KL, thousandths of a nat per token) when only this layer is changed; of a group, its worst layer</source>
            <translation>Sensibilidad: la divergencia (KL, milésimas de nat por token) cuando solo se cambia esta capa; de un grupo, la de su peor capa</translation>
        </message>
        <message>
            <source>alone at %1: KL %2, loss %3 nats per token</source>
            <translation>sola con %1: KL %2, pérdida %3 nats por token</translation>
        </message>
        <message>
            <source>(%1 layers together)</source>
            <translation>(%1 capas juntas)</translation>
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
            <translation>Ninguna</translation>
        </message>
        <message>
            <source>Select Blocks</source>
            <translation>Seleccionar bloques</translation>
        </message>
        <message>
            <source>Blocks, for example 0-3,7,20-:</source>
            <translation>Bloques, por ejemplo 0-3,7,20-:</translation>
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
            <translation>Palabras o patrones de nombres (* y ?), y: role:q,k   block:4-20   size&gt;1M   method:none   dtype:bf16</translation>
        </message>
        <message>
            <source>Select layers by role, block or likeness</source>
            <translation>Seleccionar capas por función, bloque o semejanza</translation>
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
            <translation>Vistas del modelo</translation>
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
            <translation>Dispositivo y precisión de cálculo; se cambian en las preferencias</translation>
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
            <translation>Memoria que ocupa este programa, de la del equipo</translation>
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
            <translation>%1[*] - Lapidary</translation>
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
            <translation>Cerrar &amp;modelo</translation>
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
            <translation>Carga&amp;r receta…</translation>
        </message>
        <message>
            <source>S&amp;tep</source>
            <translation>Pa&amp;so</translation>
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
            <translation>A&amp;brir carpeta del almacén</translation>
        </message>
        <message>
            <source>Re&amp;fresh</source>
            <translation>Actuali&amp;zar</translation>
        </message>
        <message>
            <source>Job &amp;Log</source>
            <translation>&amp;Registro de tareas</translation>
        </message>
        <message>
            <source>Clear &amp;Ended Jobs</source>
            <translation>&amp;Quitar tareas terminadas</translation>
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
            <translation>A&amp;cerca de Lapidary</translation>
        </message>
        <message>
            <source>Open a Checkpoint</source>
            <translation>Abrir un punto de control</translation>
        </message>
        <message>
            <source>Checkpoints (*.gguf *.safetensors config.json *.index.json);;All files (*)</source>
            <translation>Puntos de control (*.gguf *.safetensors config.json *.index.json);;Todos los archivos (*)</translation>
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
            <translation>No hay ningún exportador instalado.</translation>
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
            <translation>Abra antes un modelo: %1 parece una receta.</translation>
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
            <translation>no cargado: %1: %2
</translation>
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
            <translation>En el árbol de capas: las flechas mueven, Espacio marca, Ctrl+A marca todas las visibles,
M abre el método, + y - cambian el tamaño.
En la receta: Intro edita, Supr quita, Alt+Arriba y Alt+Abajo mueven.
En los gráficos: la rueda y el arrastre amplían, el doble clic restablece, las flechas mueven el tirador.
</translation>
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
        <message>
            <source>Budget</source>
            <translation>Presupuesto</translation>
        </message>
        <message>
            <source>&amp;Calibrate…</source>
            <translation>&amp;Calibrar…</translation>
        </message>
        <message>
            <source>Open C&amp;alibration…</source>
            <translation>A&amp;brir calibración…</translation>
        </message>
        <message>
            <source>&amp;Forget Calibration</source>
            <translation>&amp;Olvidar calibración</translation>
        </message>
        <message>
            <source>Measure &amp;Sensitivity…</source>
            <translation>Medir &amp;sensibilidad…</translation>
        </message>
        <message>
            <source>Calibration: none</source>
            <translation>Calibración: ninguna</translation>
        </message>
        <message>
            <source>Calibrating… %1</source>
            <translation>Calibrando… %1</translation>
        </message>
        <message>
            <source>Calibrating…</source>
            <translation>Calibrando…</translation>
        </message>
        <message>
            <source>Calibration: %1 × %2 tokens ✓</source>
            <translation>Calibración: %1 × %2 tokens ✓</translation>
        </message>
        <message>
            <source>Open a Calibration</source>
            <translation>Abrir una calibración</translation>
        </message>
        <message>
            <source>Calibrations (*.h5);;All files (*)</source>
            <translation>Calibraciones (*.h5);;Todos los archivos (*)</translation>
        </message>
        <message>
            <source>&amp;Budget</source>
            <translation>Pres&amp;upuesto</translation>
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
            <translation>Descripción del modelo</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Leyendo…</translation>
        </message>
        <message>
            <source>Read the tokenizer</source>
            <translation>Leer el tokenizador</translation>
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
            <translation>Color del mapa de árbol</translation>
        </message>
        <message>
            <source>What the colours of the treemap mean</source>
            <translation>Lo que significan los colores del mapa de árbol</translation>
        </message>
        <message>
            <source>Open a model to see where its parameters are.</source>
            <translation>Abra un modelo para ver dónde están sus parámetros.</translation>
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
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>Share of the parameters: %1</source>
            <translation>Parte de los parámetros: %1</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Resumen</translation>
        </message>
        <message>
            <source>Colour: sensitivity</source>
            <translation>Color: sensibilidad</translation>
        </message>
        <message>
            <source>Sensitivity</source>
            <translation>Sensibilidad</translation>
        </message>
        <message>
            <source>What changing each layer alone costs, across the depth of the model</source>
            <translation>Lo que cuesta cambiar cada capa por sí sola, según la profundidad del modelo</translation>
        </message>
        <message>
            <source>Sensitivity across depth</source>
            <translation>Sensibilidad según la profundidad</translation>
        </message>
        <message>
            <source>%1, on %2 tokens</source>
            <translation>%1, en %2 tokens</translation>
        </message>
        <message>
            <source>Measuring one layer after the other…</source>
            <translation>Midiendo una capa tras otra…</translation>
        </message>
        <message>
            <source>Nothing is known yet of what changing each layer costs.</source>
            <translation>Aún no se sabe lo que cuesta cambiar cada capa.</translation>
        </message>
        <message>
            <source>Measure Sensitivity…</source>
            <translation>Medir sensibilidad…</translation>
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
            <translation>%1, control deslizante</translation>
        </message>
        <message>
            <source>mixed</source>
            <translation>varios</translation>
        </message>
        <message>
            <source>like 3,7-9</source>
            <translation>como 3,7-9</translation>
        </message>
    </context>
    <context>
        <name>lapidary::ParamForm</name>
        <message>
            <source>Give the size by: %1</source>
            <translation>Indicar el tamaño por: %1</translation>
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
            <translation>Examinar: %1</translation>
        </message>
    </context>
    <context>
        <name>lapidary::PlaygroundSide</name>
        <message>
            <source>Model on the %1</source>
            <translation>Modelo de la %1</translation>
        </message>
        <message>
            <source>The model that answers here</source>
            <translation>El modelo que responde aquí</translation>
        </message>
        <message>
            <source>Answer on the %1</source>
            <translation>Respuesta de la %1</translation>
        </message>
        <message>
            <source>The answer appears here as it is generated.</source>
            <translation>La respuesta aparece aquí según se genera.</translation>
        </message>
        <message>
            <source>There is no model to ask yet.</source>
            <translation>Aún no hay ningún modelo al que preguntar.</translation>
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
            <translation>Generar · %1</translation>
        </message>
        <message>
            <source>%1 tokens · %2 · first after %3 ms</source>
            <translation>%1 tokens · %2 · el primero a los %3 ms</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>tokens</translation>
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
            <translation>Generar</translation>
        </message>
        <message>
            <source>left</source>
            <translation>izquierda</translation>
        </message>
        <message>
            <source>right</source>
            <translation>derecha</translation>
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
            <translation>Once there was</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>Texto inicial</translation>
        </message>
        <message>
            <source>What both models continue; Ctrl+Return generates</source>
            <translation>Lo que continúan ambos modelos; Ctrl+Intro genera</translation>
        </message>
        <message>
            <source>Tokens to generate</source>
            <translation>Tokens que generar</translation>
        </message>
        <message>
            <source>Generation stops after this many tokens at most</source>
            <translation>La generación termina como mucho tras este número de tokens</translation>
        </message>
        <message>
            <source>Temperature</source>
            <translation>Temperatura</translation>
        </message>
        <message>
            <source>0 always takes the likeliest token</source>
            <translation>0 toma siempre el token más probable</translation>
        </message>
        <message>
            <source>Wrap the prompt by the model's chat template</source>
            <translation>Envolver el texto inicial en la plantilla de chat del modelo</translation>
        </message>
        <message>
            <source>Ask both models (Ctrl+Return)</source>
            <translation>Preguntar a ambos modelos (Ctrl+Intro)</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>Tokens</translation>
        </message>
        <message>
            <source>Original: %1</source>
            <translation>Original: %1</translation>
        </message>
        <message>
            <source>Run: %1</source>
            <translation>Ejecución: %1</translation>
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
            <translation>Guardar gráfico</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>Guardar como SVG…</translation>
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation>Imágenes SVG (*.svg)</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>Guardar como PNG…</translation>
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation>Imágenes PNG (*.png)</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Guardar como CSV…</translation>
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation>Tablas CSV (*.csv)</translation>
        </message>
        <message>
            <source>Reset Zoom</source>
            <translation>Restablecer zoom</translation>
        </message>
        <message>
            <source>The chart could not be written to "%1": %2. Choose another place.</source>
            <translation>No se pudo escribir el gráfico en «%1»: %2. Elija otro lugar.</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>Serie</translation>
        </message>
        <message>
            <source>%1: no values.</source>
            <translation>%1: sin valores.</translation>
        </message>
        <message>
            <source>%1: %2 values from %3 to %4.</source>
            <translation>%1: %2 valores de %3 a %4.</translation>
        </message>
        <message>
            <source>Horizontal axis: %1. Vertical axis: %2.</source>
            <translation>Eje horizontal: %1. Eje vertical: %2.</translation>
        </message>
        <message>
            <source>%1 boxes.</source>
            <translation>%1 cajas.</translation>
        </message>
        <message>
            <source>Line: %1, at %2.</source>
            <translation>Línea: %1, en %2.</translation>
        </message>
        <message>
            <source>%1: %2; arrow keys change it.</source>
            <translation>%1: %2; se cambia con las flechas.</translation>
        </message>
        <message>
            <source>Handle</source>
            <translation>Tirador</translation>
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
            <translation>Error relativo previsto de los pesos. «-» hasta que se conozcan los espectros de todas las capas de este paso, o donde hacen falta los propios pesos.</translation>
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
            <translation>Recetas listas para usar, cargar y guardar</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
        </message>
        <message>
            <source>Add a step by role, blocks or names</source>
            <translation>Añadir un paso por función, bloques o nombres</translation>
        </message>
        <message>
            <source>Steps of the recipe</source>
            <translation>Pasos de la receta</translation>
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
            <translation>Parámetros contados una vez donde las matrices son compartidas: %1 → %2.
La calidad la mide «Ejecutar».</translation>
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
        <message>
            <source>Fit Layers in Order</source>
            <translation>Ajustar las capas en orden</translation>
        </message>
        <message>
            <source>Block after block, each layer fitted to what flows into it by then; needs a calibration</source>
            <translation>Bloque tras bloque, cada capa ajustada a lo que le llega en ese momento; necesita una calibración</translation>
        </message>
        <message>
            <source>layers fitted in order</source>
            <translation>capas ajustadas en orden</translation>
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
            <translation>Ejecuciones del informe</translation>
        </message>
        <message>
            <source>HTML, self-contained</source>
            <translation>HTML, autónomo</translation>
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
            <translation>Texto (*.txt *.md);;Todos los archivos (*)</translation>
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
            <translation>strided (ventana 2048, se evalúa todo)</translation>
        </message>
        <message>
            <source>llama.cpp (512 window, second half scored)</source>
            <translation>llama.cpp (ventana 512, se evalúa la 2.ª mitad)</translation>
        </message>
        <message>
            <source>all</source>
            <translation>todas</translation>
        </message>
        <message>
            <source>Windows of the text to score; fewer is quicker and less certain</source>
            <translation>Ventanas del texto que evaluar; menos es más rápido y menos seguro</translation>
        </message>
        <message>
            <source>The same recipe, model and seed give the same bytes</source>
            <translation>La misma receta, modelo y semilla dan los mismos bytes</translation>
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
            <translation>mezcla %1</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s) of %1 change:</source>
            <translation>
                <numerusform>Cambia %n capa de %1:</numerusform>
                <numerusform>Cambian %n capas de %1:</numerusform>
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
        <message>
            <source>Take a stage back when perplexity is more than</source>
            <translation>Descartar la etapa si la perplejidad supera</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Calibración</translation>
        </message>
        <message>
            <source> × the original's</source>
            <translation> × la original</translation>
        </message>
        <message>
            <source>Damage limit</source>
            <translation>Límite de daño</translation>
        </message>
        <message>
            <source>The run stops there; its result is that of the last good stage</source>
            <translation>La ejecución se detiene ahí; su resultado es el de la última etapa buena</translation>
        </message>
        <message>
            <source>Use a damage limit</source>
            <translation>Usar un límite de daño</translation>
        </message>
        <message>
            <source>budget</source>
            <translation>presupuesto</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) of %1, one after the other, keeping %2</source>
            <translation>
                <numerusform>%n ejecución de %1, conservando %2</numerusform>
                <numerusform>%n ejecuciones de %1, una tras otra, conservando %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>in %n stage(s), measured after each: %1</source>
            <translation>
                <numerusform>en %n etapa, con medición al final: %1</numerusform>
                <numerusform>en %n etapas, con medición tras cada una: %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::Runs</name>
        <message>
            <source>Read runs</source>
            <translation>Leer ejecuciones</translation>
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
            <translation>Eliminar ejecución %1</translation>
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
            <translation>Ejecución</translation>
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
            <translation>No se cargó un complemento (%1): %2</translation>
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
            <translation>Texto para medir la perplejidad</translation>
        </message>
        <message>
            <source>Text (*.txt *.md);;All files (*)</source>
            <translation>Texto (*.txt *.md);;Todos los archivos (*)</translation>
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
            <translation>Mostrar en su lugar el espectro en cada enlace del tren de tensores; el tirador fija entonces χ</translation>
        </message>
        <message>
            <source>Show bond spectra</source>
            <translation>Mostrar espectros de los enlaces</translation>
        </message>
        <message>
            <source>Spectrum of the current layer</source>
            <translation>Espectro de la capa actual</translation>
        </message>
        <message>
            <source>Error against bytes of each method</source>
            <translation>Error frente a bytes de cada método</translation>
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
            <translation>Seleccione una matriz en el árbol de capas para ver sus valores singulares.</translation>
        </message>
        <message>
            <source>%1 · role %2</source>
            <translation>%1 · función %2</translation>
        </message>
        <message>
            <source>Computing singular values…</source>
            <translation>Calculando valores singulares…</translation>
        </message>
        <message>
            <source>rank %1 · %2 of the bytes</source>
            <translation>rango %1 · %2 de los bytes</translation>
        </message>
        <message>
            <source>weight error %1</source>
            <translation>error de pesos %1</translation>
        </message>
        <message>
            <source>
drag to factor this layer by SVD</source>
            <translation>
arrastre para factorizar esta capa por SVD</translation>
        </message>
        <message>
            <source>Computing bond spectra…</source>
            <translation>Calculando espectros de los enlaces…</translation>
        </message>
        <message>
            <source>χ %1 · %2 of the bytes</source>
            <translation>χ %1 · %2 de los bytes</translation>
        </message>
        <message>
            <source>weight error at most %1</source>
            <translation>error de pesos de %1 como máximo</translation>
        </message>
        <message>
            <source>
drag to factor this layer as a tensor train</source>
            <translation>
arrastre para factorizar esta capa como tren de tensores</translation>
        </message>
        <message>
            <source>output error %1
</source>
            <translation>error de salida %1
</translation>
        </message>
        <message>
            <source>weight error of a plain cut %1</source>
            <translation>error de pesos sin blanquear %1</translation>
        </message>
        <message>
            <source>output error, %</source>
            <translation>error de salida, %</translation>
        </message>
        <message>
            <source>measuring %1…</source>
            <translation>midiendo %1…</translation>
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
            <translation>Aquí aparece lo que se abre.</translation>
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
            <translation>Abra un punto de control, elija qué reducir y cómo, vea lo que cuesta antes y después y exporte algo que cargan los entornos de ejecución reales.</translation>
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
            <translation>Abrir una carpeta de Hugging Face (config.json y .safetensors)</translation>
        </message>
        <message>
            <source>Open File…</source>
            <translation>Abrir archivo…</translation>
        </message>
        <message>
            <source>Open a .gguf or .safetensors file</source>
            <translation>Abrir un archivo .gguf o .safetensors</translation>
        </message>
        <message>
            <source>Try the Built-in Model</source>
            <translation>Probar el modelo incluido</translation>
        </message>
        <message>
            <source>Open the model that comes with the program</source>
            <translation>Abrir el modelo que viene con el programa</translation>
        </message>
        <message>
            <source>A story model of a million parameters: every method runs in seconds, and each tab has something to show.</source>
            <translation>Un modelo de cuentos de un millón de parámetros: cada método tarda segundos y cada pestaña tiene algo que mostrar.</translation>
        </message>
        <message>
            <source>Enter or double click opens</source>
            <translation>Intro o doble clic abre</translation>
        </message>
        <message>
            <source>No models of the Hugging Face cache, LM Studio, llama.cpp or Ollama were found.</source>
            <translation>No se encontraron modelos en la caché de Hugging Face ni de LM Studio, llama.cpp u Ollama.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::StepDialog</name>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
        </message>
        <message>
            <source>all; or globs such as *.mlp.* separated by spaces</source>
            <translation>todas; o patrones como *.mlp.* separados por espacios</translation>
        </message>
        <message>
            <source>none; or globs such as model.layers.0.*</source>
            <translation>ninguna; o patrones como model.layers.0.*</translation>
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
        <message>
            <source>all; or 0-3,7,20-; or 75%- for the last quarter</source>
            <translation>todos; o 0-3,7,20-; o 75%- para el último cuarto</translation>
        </message>
        <message>
            <source>that of the step before; or a name</source>
            <translation>la del paso anterior; o un nombre</translation>
        </message>
        <message>
            <source>Stages are run one after the other, and measured after each</source>
            <translation>Las etapas se ejecutan una tras otra y se mide después de cada una</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>Etapa</translation>
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
            <translation>Eje del tamaño</translation>
        </message>
        <message>
            <source>What the horizontal axis shows</source>
            <translation>Lo que muestra el eje horizontal</translation>
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
            <translation>Ejecuciones mostradas</translation>
        </message>
        <message>
            <source>Which runs are drawn</source>
            <translation>Qué ejecuciones se dibujan</translation>
        </message>
        <message>
            <source>Perplexity against size</source>
            <translation>Perplejidad frente a tamaño</translation>
        </message>
        <message>
            <source>size of all tensors</source>
            <translation>tamaño de todos los tensores</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>parámetros</translation>
        </message>
        <message>
            <source>current recipe</source>
            <translation>receta actual</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) without a comparable figure</source>
            <translation>
                <numerusform>%n ejecución sin cifra comparable</numerusform>
                <numerusform>%n ejecuciones sin cifra comparable</numerusform>
            </translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>Compromiso</translation>
        </message>
        <message>
            <source>No measured run yet. Build a recipe and press Run with "Measure perplexity before and after" on: each run becomes a point here. With a calibration, the budget shows what to expect of each size before any run.</source>
            <translation>Aún no hay ninguna ejecución medida. Prepare una receta y pulse «Ejecutar» con «Medir la perplejidad antes y después» activado: cada ejecución pasa a ser un punto aquí. Con una calibración, el presupuesto muestra antes de ejecutar qué esperar de cada tamaño.</translation>
        </message>
        <message>
            <source>predicted perplexity %1 (× %2)</source>
            <translation>perplejidad prevista %1 (× %2)</translation>
        </message>
        <message>
            <source>on the calibration's text</source>
            <translation>en el texto de la calibración</translation>
        </message>
    </context>
    <context>
        <name>lapidary::TreemapView</name>
        <message>
            <source>Treemap of the model</source>
            <translation>Mapa de árbol del modelo</translation>
        </message>
        <message>
            <source>%1 areas in %2 groups; %3 selected.</source>
            <translation>%1 áreas en %2 grupos; %3 seleccionadas.</translation>
        </message>
        <message>
            <source>%1, %2 % of the whole.</source>
            <translation>%1, %2 % del total.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copiar</translation>
        </message>
        <message>
            <source>Save Treemap</source>
            <translation>Guardar mapa de árbol</translation>
        </message>
        <message>
            <source>The treemap could not be written to "%1": %2. Choose another place.</source>
            <translation>No se pudo escribir el mapa de árbol en «%1»: %2. Elija otro lugar.</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>Guardar como SVG…</translation>
        </message>
        <message>
            <source>SVG pictures (*.svg)</source>
            <translation>Imágenes SVG (*.svg)</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>Guardar como PNG…</translation>
        </message>
        <message>
            <source>PNG pictures (*.png)</source>
            <translation>Imágenes PNG (*.png)</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Guardar como CSV…</translation>
        </message>
        <message>
            <source>CSV tables (*.csv)</source>
            <translation>Tablas CSV (*.csv)</translation>
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
            <translation>Buscar modelos</translation>
        </message>
    </context>
    <context>
        <name>lapidary::Budget</name>
        <message>
            <source>Find what sizes cost</source>
            <translation>Averiguar lo que cuestan los tamaños</translation>
        </message>
        <message>
            <source>Use Budget</source>
            <translation>Usar presupuesto</translation>
        </message>
        <message>
            <source>Find what sizes cost first.</source>
            <translation>Primero hay que averiguar lo que cuestan los tamaños.</translation>
        </message>
        <message>
            <source>Another job is running; wait for it or stop it.</source>
            <translation>Hay otra tarea en marcha; espere a que acabe o deténgala.</translation>
        </message>
        <message>
            <source>This budget cannot be met: there is nothing to check.</source>
            <translation>Este presupuesto no se puede cumplir: no hay nada que comprobar.</translation>
        </message>
        <message>
            <source>This budget changes nothing: there is nothing to check.</source>
            <translation>Este presupuesto no cambia nada: no hay nada que comprobar.</translation>
        </message>
        <message>
            <source>This budget has been checked.</source>
            <translation>Este presupuesto ya se ha comprobado.</translation>
        </message>
        <message>
            <source>Check and correct a budget</source>
            <translation>Comprobar y corregir un presupuesto</translation>
        </message>
    </context>
    <context>
        <name>lapidary::BudgetView</name>
        <message>
            <source>Checking and Correcting…</source>
            <translation>Comprobando y corrigiendo…</translation>
        </message>
        <message>
            <source>Check and Correct</source>
            <translation>Comprobar y corregir</translation>
        </message>
        <message>
            <source>Applies all these steps to the model in memory, measures the damage on text that no statistics saw, and corrects the predictions by it; takes minutes</source>
            <translation>Aplica todos estos pasos al modelo en memoria, mide el daño en un texto que ninguna estadística ha visto y corrige con él las predicciones; tarda minutos</translation>
        </message>
        <message>
            <source>Checked at %1 of the bytes: %2.</source>
            <translation>Comprobado con %1 de los bytes: %2.</translation>
        </message>
        <message>
            <source>Checked at %1 of the parameters: %2.</source>
            <translation>Comprobado con %1 de los parámetros: %2.</translation>
        </message>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n capa seleccionada</numerusform>
                <numerusform>%n capas seleccionadas</numerusform>
            </translation>
        </message>
        <message>
            <source>The calibration is being made.</source>
            <translation>Se está haciendo la calibración.</translation>
        </message>
        <message>
            <source>A budget needs a calibration: it tells what each layer is worth.</source>
            <translation>Un presupuesto necesita una calibración: indica lo que vale cada capa.</translation>
        </message>
        <message>
            <source>Choose at least one method.</source>
            <translation>Elija al menos un método.</translation>
        </message>
        <message>
            <source>Select layers in the tree first.</source>
            <translation>Seleccione antes capas en el árbol.</translation>
        </message>
        <message>
            <source>This calibration has no gradients: predictions will be rougher.</source>
            <translation>Esta calibración no tiene gradientes: las predicciones serán menos precisas.</translation>
        </message>
        <message>
            <source>Finding What It Costs…</source>
            <translation>Averiguando el coste…</translation>
        </message>
        <message>
            <source>Find What It Costs</source>
            <translation>Averiguar el coste</translation>
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
            <translation>Prevista a partir de %1 nats más de pérdida, en %2 tokens del texto de la calibración. «Ejecutar» la mide en un texto que la calibración no ha visto.</translation>
        </message>
        <message>
            <source>With the recipe's precision steps: %1</source>
            <translation>Con los pasos de precisión de la receta: %1</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>Presupuesto</translation>
        </message>
        <message>
            <source>Calibrate…</source>
            <translation>Calibrar…</translation>
        </message>
        <message>
            <source>Size with this budget</source>
            <translation>Tamaño con este presupuesto</translation>
        </message>
        <message>
            <source>Parameters with this budget</source>
            <translation>Parámetros con este presupuesto</translation>
        </message>
        <message>
            <source>Predicted perplexity</source>
            <translation>Perplejidad prevista</translation>
        </message>
        <message>
            <source>Fit layers in &amp;order (slower, less damage)</source>
            <translation>Ajustar en &amp;orden (más lento, menos daño)</translation>
        </message>
        <message>
            <source>Use This</source>
            <translation>Usar este</translation>
        </message>
        <message>
            <source>Run Three…</source>
            <translation>Ejecutar tres…</translation>
        </message>
        <message>
            <source>All matrices in blocks</source>
            <translation>Todas las matrices en bloques</translation>
        </message>
        <message>
            <source>Selected layers</source>
            <translation>Capas seleccionadas</translation>
        </message>
        <message>
            <source>Layers that may change</source>
            <translation>Capas que pueden cambiar</translation>
        </message>
        <message>
            <source>What the budget may change; everything else stays as it is</source>
            <translation>Lo que el presupuesto puede cambiar; todo lo demás queda como está</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Capas</translation>
        </message>
        <message>
            <source>Tries every size of every layer, and measures one of each on samples of the calibration; takes minutes once, then any budget is instant</source>
            <translation>Prueba cada tamaño de cada capa y mide uno de cada una en muestras de la calibración; tarda minutos una vez, después cualquier presupuesto es inmediato</translation>
        </message>
        <message>
            <source>What the whole model may take</source>
            <translation>Lo que puede ocupar el modelo entero</translation>
        </message>
        <message>
            <source>Unit of the budget</source>
            <translation>Unidad del presupuesto</translation>
        </message>
        <message>
            <source>% of bytes</source>
            <translation>% de bytes</translation>
        </message>
        <message>
            <source>% of parameters</source>
            <translation>% de parámetros</translation>
        </message>
        <message>
            <source>M parameters</source>
            <translation>M de parámetros</translation>
        </message>
        <message>
            <source>What the budget counts</source>
            <translation>Lo que cuenta el presupuesto</translation>
        </message>
        <message>
            <source>Budget, from the smallest reachable size to the original</source>
            <translation>Presupuesto, desde el menor tamaño alcanzable hasta el original</translation>
        </message>
        <message>
            <source>From the smallest reachable size to the original</source>
            <translation>Desde el menor tamaño alcanzable hasta el original</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Tamaño</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Perplexity</source>
            <translation>Perplejidad</translation>
        </message>
        <message>
            <source>Steps that this budget gives</source>
            <translation>Pasos que resultan de este presupuesto</translation>
        </message>
        <message>
            <source>What checking this budget measured</source>
            <translation>Lo que ha medido la comprobación de este presupuesto</translation>
        </message>
        <message>
            <source>Fit layers in order</source>
            <translation>Ajustar las capas en orden</translation>
        </message>
        <message>
            <source>Changes block after block, and fits each layer to what really flows into it by then. Predictions do not count on it: measured perplexity is usually lower</source>
            <translation>Cambia bloque tras bloque y ajusta cada capa a lo que realmente le llega en ese momento. Las predicciones no cuentan con ello: la perplejidad medida suele ser menor</translation>
        </message>
        <message>
            <source>Put these steps into the recipe; one undo takes them out again</source>
            <translation>Poner estos pasos en la receta; se quitan deshaciendo una vez</translation>
        </message>
        <message>
            <source>Run this budget, one that removes half as much and one that removes half more</source>
            <translation>Ejecutar este presupuesto, uno que quita la mitad y otro que quita la mitad más</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CalibrateDialog</name>
        <message>
            <source>Text to calibrate on</source>
            <translation>Texto para calibrar</translation>
        </message>
        <message>
            <source>Text (*.txt *.md *.jsonl);;All files (*)</source>
            <translation>Texto (*.txt *.md *.jsonl);;Todos los archivos (*)</translation>
        </message>
        <message>
            <source>Also the gradients at layer outputs</source>
            <translation>También los gradientes a la salida de las capas</translation>
        </message>
        <message>
            <source>Calibrate</source>
            <translation>Calibrar</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Muestras</translation>
        </message>
        <message>
            <source>Pieces of the text, chosen by the seed</source>
            <translation>Fragmentos del texto, elegidos por la semilla</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Ventana</translation>
        </message>
        <message>
            <source>Tokens in each piece</source>
            <translation>Tokens de cada fragmento</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Semilla</translation>
        </message>
        <message>
            <source>The same text and seed take the same pieces</source>
            <translation>El mismo texto y la misma semilla toman los mismos fragmentos</translation>
        </message>
        <message>
            <source>They tell how much an error at a layer's output costs: budgets and estimates become much better. Takes about four times as long.</source>
            <translation>Indican lo que cuesta un error a la salida de una capa: los presupuestos y las estimaciones mejoran mucho. Tarda unas cuatro veces más.</translation>
        </message>
        <message>
            <source>Runs the model on sample text and keeps what flows into each layer. Methods then keep what matters for these inputs, and budgets can weigh layers against each other.</source>
            <translation>Pasa texto de muestra por el modelo y guarda lo que entra en cada capa. Los métodos conservan entonces lo que importa para esas entradas, y los presupuestos pueden sopesar unas capas frente a otras.</translation>
        </message>
        <message>
            <source>Cost</source>
            <translation>Coste</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Texto</translation>
        </message>
        <message>
            <source>Choose a text to calibrate on.</source>
            <translation>Elija un texto para calibrar.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>No existe el archivo %1.</translation>
        </message>
        <message>
            <source>A calibration with these settings was stopped: it goes on from there.</source>
            <translation>Se detuvo una calibración con estos ajustes: continúa desde ahí.</translation>
        </message>
        <message>
            <source>The built-in text is of small stories for the built-in model. Take text like what this model is for: what does not occur in it counts for nothing.</source>
            <translation>El texto incluido son cuentos breves para el modelo incluido. Use texto como aquel para el que sirve este modelo: lo que no aparece en él no cuenta.</translation>
        </message>
        <message>
            <source>Estimate the cost</source>
            <translation>Estimar el coste</translation>
        </message>
        <message>
            <source>%1 tokens, up to %2 of memory, roughly %3 here</source>
            <translation>%1 tokens, hasta %2 de memoria, unos %3 aquí</translation>
        </message>
        <message>
            <source>Peak memory of weights, states and statistics; the time is an estimate from the speed of matrix products on this machine.</source>
            <translation>Memoria máxima de pesos, estados y estadísticas; el tiempo se estima a partir de la velocidad de los productos de matrices en este equipo.</translation>
        </message>
    </context>
    <context>
        <name>lapidary::CalibrationState</name>
        <message>
            <source>Calibrate · %1 × %2 tokens</source>
            <translation>Calibrar · %1 × %2 tokens</translation>
        </message>
        <message>
            <source>Open a model first: a calibration belongs to one.</source>
            <translation>Abra antes un modelo: una calibración pertenece a uno.</translation>
        </message>
        <message>
            <source>Open %1</source>
            <translation>Abrir %1</translation>
        </message>
        <message>
            <source>none</source>
            <translation>ninguna</translation>
        </message>
        <message>
            <source>%1 × %2 tokens of %3</source>
            <translation>%1 × %2 tokens de %3</translation>
        </message>
        <message>
            <source>Nothing is known of what flows through the layers. A calibration measures it once on sample text; errors are then weighed by it, and budgets and estimates become possible.</source>
            <translation>No se sabe nada de lo que pasa por las capas. Una calibración lo mide una vez con texto de muestra; los errores se ponderan entonces según ello, y los presupuestos y las estimaciones pasan a ser posibles.</translation>
        </message>
        <message>
            <source>%1
%2, seed %3
computed on %4 in %5
%6</source>
            <translation>%1
%2, semilla %3
calculada en %4 con %5
%6</translation>
        </message>
        <message>
            <source>with gradients</source>
            <translation>con gradientes</translation>
        </message>
        <message>
            <source>without gradients</source>
            <translation>sin gradientes</translation>
        </message>
    </context>
    <context>
        <name>lapidary::SensitivityDialog</name>
        <message>
            <source>Text to measure on</source>
            <translation>Texto para medir</translation>
        </message>
        <message>
            <source>Text (*.txt *.md *.jsonl);;All files (*)</source>
            <translation>Texto (*.txt *.md *.jsonl);;Todos los archivos (*)</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Muestras</translation>
        </message>
        <message>
            <source>Pieces of the text; more is slower and more certain</source>
            <translation>Fragmentos del texto; más es más lento y más seguro</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>Ventana</translation>
        </message>
        <message>
            <source>Tokens in each piece</source>
            <translation>Tokens de cada fragmento</translation>
        </message>
        <message>
            <source>Measure Sensitivity</source>
            <translation>Medir sensibilidad</translation>
        </message>
        <message>
            <source>All matrices in blocks</source>
            <translation>Todas las matrices en bloques</translation>
        </message>
        <message numerus="yes">
            <source>%n selected layer(s)</source>
            <translation>
                <numerusform>%n capa seleccionada</numerusform>
                <numerusform>%n capas seleccionadas</numerusform>
            </translation>
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
            <source>Parameters kept, %</source>
            <translation>Parámetros conservados, %</translation>
        </message>
        <message>
            <source>How much each layer keeps, in percent; several figures are measured one after the other: 70 40</source>
            <translation>Cuánto conserva cada capa, en porcentaje; varias cifras se miden una tras otra: 70 40</translation>
        </message>
        <message>
            <source>Kept, %</source>
            <translation>Conservado, %</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Texto</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Calibración</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Medir</translation>
        </message>
        <message>
            <source>Select layers in the tree first.</source>
            <translation>Seleccione antes capas en el árbol.</translation>
        </message>
        <message>
            <source>How much is kept: figures between 0 and 100, separated by spaces.</source>
            <translation>Cuánto se conserva: cifras entre 0 y 100, separadas por espacios.</translation>
        </message>
        <message>
            <source>Choose a text to measure on.</source>
            <translation>Elija un texto para medir.</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>No existe el archivo %1.</translation>
        </message>
        <message numerus="yes">
            <source>Changes one layer at a time, all others as they are, and measures how far the model's predictions move: about %n measurement(s).</source>
            <translation>
                <numerusform>Cambia una capa cada vez, dejando las demás como están, y mide cuánto se desplazan las predicciones del modelo: alrededor de %n medición.</numerusform>
                <numerusform>Cambia una capa cada vez, dejando las demás como están, y mide cuánto se desplazan las predicciones del modelo: alrededor de %n mediciones.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>lapidary::SensitivityState</name>
        <message>
            <source>Sensitivity · %1</source>
            <translation>Sensibilidad · %1</translation>
        </message>
    </context>
    <context>
        <name>lapidary::StagesView</name>
        <message>
            <source>Stages of the run</source>
            <translation>Etapas de la ejecución</translation>
        </message>
        <message>
            <source>running</source>
            <translation>en marcha</translation>
        </message>
        <message>
            <source>not done</source>
            <translation>sin hacer</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>en espera</translation>
        </message>
        <message>
            <source>taken back</source>
            <translation>descartada</translation>
        </message>
        <message>
            <source>Stage %1 of %2, %3: %4</source>
            <translation>Etapa %1 de %2, %3: %4</translation>
        </message>
        <message>
            <source>Damage limit: perplexity ×%1 of the original's</source>
            <translation>Límite de daño: perplejidad ×%1 respecto al original</translation>
        </message>
        <message>
            <source>limit ×%1</source>
            <translation>máx. ×%1</translation>
        </message>
    </context>
</TS>
