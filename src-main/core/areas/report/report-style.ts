/** Light, for paper; what belongs together is not parted by the end of a page. */
export const reportStyle = `
@page { size: A4; margin: 16mm 14mm 18mm; }
* { box-sizing: border-box; }
html { color: #1b1c1f; background: #ffffff; font: 13px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
body { max-width: 760px; margin: 0 auto; padding: 24px 16px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 1.25; }
h2 { margin: 28px 0 8px; padding-bottom: 4px; border-bottom: 1px solid #cdced4; font-size: 16px; break-after: avoid; }
h3 { margin: 20px 0 4px; font-size: 14px; break-after: avoid; }
p { margin: 0 0 8px; }
ul { margin: 0 0 8px; padding-left: 18px; }
.what, figcaption { color: #4a4d54; }
.mark { margin: 12px 0; padding: 8px 12px; border: 2px solid #875000; border-radius: 4px; background: #fdf1dc; color: #5c3700; font-weight: 600; }
.estimate { color: #6b3fa0; }
table { width: 100%; margin: 8px 0 14px; border-collapse: collapse; font-size: 11.5px; line-height: 1.35; }
caption { padding: 4px 0; color: #4a4d54; text-align: left; break-after: avoid; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 3px 8px 3px 0; border-bottom: 1px solid #e3e3e7; text-align: left; vertical-align: top; }
thead th { border-bottom-color: #878b94; font-weight: 600; }
tbody th { font-weight: 400; }
table:not(:has(col)) tbody th { min-width: 130px; }
.number { text-align: right; white-space: nowrap; }
figure { margin: 8px 0 14px; break-inside: avoid; }
figure .finding { margin: 0 0 4px; font-weight: 600; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: 11.5px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; break-inside: avoid; }
.hash { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 10.5px; overflow-wrap: anywhere; }
.open { color: #875000; }
@media print { body { max-width: none; padding: 0; } .item { break-before: auto; } }
`
