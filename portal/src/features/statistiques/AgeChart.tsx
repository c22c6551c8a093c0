import { DataTable } from "../../shared/DataTable";
import { count, plural } from "../../shared/words";
import { ChartFigure } from "./ChartFigure";
import { percentOf } from "./scale";
import { AGES, type Numbers } from "./statistics";

const CAPTION = "Ancienneté des télédossiers ouverts, aujourd'hui";

/** For how long the open ones have been there: one bar an age. */
export function AgeChart({ total }: { total: Numbers }) {
  const ages = AGES.map((label, index) => ({ label, number: total.openByAge[index] ?? 0 }));
  const largest = Math.max(...ages.map((each) => each.number));
  return (
    <ChartFigure
      caption={CAPTION}
      table={
        <DataTable
          caption={CAPTION}
          rows={ages}
          rowKey={(each) => each.label}
          columns={[
            { key: "age", header: "Reçus depuis", isRowHeader: true, cell: (each) => each.label },
            { key: "open", header: "Ouverts", isAtEnd: true, cell: (each) => count(each.number) },
          ]}
        />
      }
    >
      <ul className="chart-rows">
        {ages.map(({ label, number }, index) => (
          <li key={label}>
            <p className="chart-row-name">
              {label} <span className="chart-row-total">{count(number)}</span>
            </p>
            <svg role="img" aria-label={`${label} : ${plural(number, "télédossier ouvert", "télédossiers ouverts")}`} className="chart-age" data-age={index}>
              <rect className="chart-bar" data-value={number} x="0" y="0" height="100%" width={percentOf(number, largest)} />
            </svg>
          </li>
        ))}
      </ul>
    </ChartFigure>
  );
}
