#include "core/report/html_style.h"

namespace lapidary {

// No '<' or '&' in here: the document is also well-formed XML.
const char *const kReportStyle = R"css(
:root{color-scheme:light dark;--bg:#f7f7f5;--card:#ffffff;--ink:#1d2329;--soft:#5d6770;--line:#dfe2e5;
--accent:#1f6f8b;--pale:#c9d6dc;--good:#2c7a4b;--bad:#b3402e;--warn:#fff3d6;--warnink:#6b4a00;
--c0:#1f6f8b;--c1:#c2703d;--c2:#5b8c5a;--c3:#8a5a9e;--c4:#b5495b;--c5:#7c7a34;--c6:#3f5aa6;--c7:#6f6f6f}
@media (prefers-color-scheme:dark){:root{--bg:#15181b;--card:#1e2226;--ink:#e8eaec;--soft:#a3acb4;
--line:#343a40;--accent:#5fb4d3;--pale:#3c4a52;--good:#6cc48d;--bad:#ee8a78;--warn:#3a2f12;--warnink:#f3d58c;
--c0:#5fb4d3;--c1:#e59b69;--c2:#8fc48d;--c3:#bd91d1;--c4:#e5808f;--c5:#bdb96a;--c6:#8aa2e8;--c7:#a8a8a8}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
main{max-width:960px;margin:0 auto;padding:36px 20px 80px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px}
h2{font-size:20px;margin:40px 0 10px}
h3{font-size:16px;margin:26px 0 8px}
p{margin:6px 0 12px}
.soft,figcaption{color:var(--soft)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin:18px 0}
.card,figure,.table{background:var(--card);border:1px solid var(--line);border-radius:10px}
.card{padding:14px 16px}
.card b{display:block;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
.card span{color:var(--soft);font-size:13px}
figure{margin:12px 0 18px;padding:16px}
figcaption{font-size:13px;margin-top:8px}
svg{display:block;width:100%;height:auto}
.table{overflow-x:auto;margin:10px 0 18px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
th{font-size:13px;color:var(--soft);font-weight:600;white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
code,.mono{font:13px/1.5 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;word-break:break-word}
ul.warnings{background:var(--warn);color:var(--warnink);border-radius:10px;padding:10px 14px 10px 32px;margin:10px 0}
details summary{cursor:pointer;color:var(--accent);margin:8px 0}
.good{color:var(--good)}.bad{color:var(--bad)}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg .tick{fill:var(--soft)}svg .axis{fill:var(--soft);font-size:12px}
svg .label{font-weight:600}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
svg .grid{stroke:var(--line);stroke-width:1}
svg .whisker{stroke:var(--soft);stroke-width:1.5}
svg .front{fill:none;stroke:var(--accent);stroke-width:2;stroke-dasharray:5 4}
svg .original{fill:var(--ink)}
svg .before{fill:var(--pale)}svg .after{fill:var(--accent)}svg .heat{fill:var(--bad)}
svg .fill0{fill:var(--c0)}svg .fill1{fill:var(--c1)}svg .fill2{fill:var(--c2)}svg .fill3{fill:var(--c3)}
svg .fill4{fill:var(--c4)}svg .fill5{fill:var(--c5)}svg .fill6{fill:var(--c6)}svg .fill7{fill:var(--c7)}
@media print{body{background:#fff}main{max-width:none}.table,figure{break-inside:avoid}}
)css";

} // namespace lapidary
