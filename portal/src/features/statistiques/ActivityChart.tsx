import { useId } from "react";
import { DataTable } from "../../shared/DataTable";
import { count, plural } from "../../shared/words";
import { ChartFigure } from "./ChartFigure";
import { grainOf, percentOf, shortDay, spansOf, spanInWords, topOf, type Day, type Span } from "./scale";

/** What came and what was finished, by day, week or month: two bars side by side. */
export function ActivityChart({ days }: { days: Day[] }) {
  const hatch = useId();
  const spans = spansOf(days);
  const top = topOf(Math.max(0, ...spans.flatMap((each) => [each.received, each.finished])));
  const slot = 100 / Math.max(spans.length, 1);
  const caption = `Télédossiers reçus et terminés par ${grainOf(days.length)}`;
  return (
    <ChartFigure caption={caption} table={<SpansTable caption={caption} spans={spans} />}>
      <ul className="chart-legend" aria-hidden="true">
        <li data-series="received">Reçus</li>
        <li data-series="finished">Terminés</li>
      </ul>
      <div className="chart-plot">
        <div className="chart-scale" aria-hidden="true">
          <span>{count(top)}</span>
          <span>{count(top / 2)}</span>
          <span>0</span>
        </div>
        <svg role="img" aria-label={inWords(spans)} className="chart-bars">
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" className="hatch-ground" />
              <rect width="3" height="6" className="hatch-line" />
            </pattern>
          </defs>
          {["0%", "50%", "100%"].map((each) => (
            <line key={each} x1="0" x2="100%" y1={each} y2={each} className="chart-line" />
          ))}
          {spans.map((span, index) => (
            <g key={span.first}>
              <title>{`${spanInWords(span)} : ${plural(span.received, "reçu")}, ${plural(span.finished, "terminé")}`}</title>
              <Bar kind="received" value={span.received} top={top} x={index * slot + slot * 0.1} width={slot * 0.38} fill={undefined} />
              <Bar kind="finished" value={span.finished} top={top} x={index * slot + slot * 0.52} width={slot * 0.38} fill={`url(#${hatch})`} />
            </g>
          ))}
        </svg>
        <div className="chart-days" aria-hidden="true">
          {markedOf(spans).map((each) => (
            <span key={each.first}>{shortDay(each.first)}</span>
          ))}
        </div>
      </div>
    </ChartFigure>
  );
}

function Bar({ kind, value, top, x, width, fill }: { kind: "received" | "finished"; value: number; top: number; x: number; width: number; fill: string | undefined }) {
  return <rect className="chart-bar" data-series={kind} data-value={value} x={`${x}%`} width={`${width}%`} y={percentOf(top - value, top)} height={percentOf(value, top)} fill={fill} />;
}

function SpansTable({ caption, spans }: { caption: string; spans: Span[] }) {
  return (
    <DataTable
      caption={caption}
      rows={spans}
      rowKey={(span) => span.first}
      columns={[
        { key: "span", header: "Période", isRowHeader: true, cell: spanInWords },
        { key: "received", header: "Reçus", isAtEnd: true, cell: (span) => count(span.received) },
        { key: "finished", header: "Terminés", isAtEnd: true, cell: (span) => count(span.finished) },
      ]}
    />
  );
}

/** The first, the middle and the last. */
function markedOf(spans: Span[]): Span[] {
  const marked = new Set([0, Math.floor((spans.length - 1) / 2), spans.length - 1]);
  return spans.filter((_, index) => marked.has(index));
}

function inWords(spans: Span[]): string {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return "Aucun jour.";
  const received = spans.reduce((total, each) => total + each.received, 0);
  const finished = spans.reduce((total, each) => total + each.finished, 0);
  const busiest = spans.reduce((most, each) => (each.received > most.received ? each : most));
  const peak = busiest.received === 0 ? "" : ` Le plus de réceptions : ${count(busiest.received)}, ${busiest.first === busiest.last ? "le " : ""}${spanInWords(busiest)}.`;
  return `Diagramme en barres, ${spanInWords({ first: first.first, last: last.last })} : ${plural(received, "télédossier reçu", "télédossiers reçus")}, ${plural(finished, "terminé")}.${peak} Le tableau qui suit donne tous les chiffres.`;
}
