import { DataTable } from "../../shared/DataTable";
import { count, plural } from "../../shared/words";
import { ChartFigure } from "./ChartFigure";
import { percentOf } from "./scale";
import { presentOf, type Numbers, type ProcessNumbers } from "./statistics";

const CAPTION = "Télédossiers par statut, aujourd'hui";

/** In which statuses the télédossiers of each process stand now: one bar of shares each, told in words below it. */
export function StatusChart({ processes, total }: { processes: ProcessNumbers[]; total: Numbers }) {
  const shown = processes.filter((each) => presentOf(each) > 0);
  return (
    <ChartFigure caption={CAPTION} table={<StatusTable processes={processes} labels={total.byStatus.map((each) => each.label)} />}>
      {shown.length === 0 && <p>Aucun télédossier.</p>}
      <ul className="chart-rows">
        {shown.map((each) => (
          <li key={each.code}>
            <p className="chart-row-name">
              {each.name} <span className="chart-row-total">{plural(presentOf(each), "télédossier")}</span>
            </p>
            <svg role="img" aria-label={`${each.name} : ${each.byStatus.map(({ label, number }) => `${label} ${count(number)}`).join(", ")}`} className="chart-stack" data-process={each.code}>
              {stacked(each).map(({ label, number, before }) => (
                <rect
                  key={label}
                  className="chart-part"
                  data-status={label}
                  data-value={number}
                  x={percentOf(before, presentOf(each))}
                  width={percentOf(number, presentOf(each))}
                  y="0"
                  height="100%"
                />
              ))}
            </svg>
            <ul className="chart-legend" aria-hidden="true">
              {each.byStatus.map(({ label, number }) => (
                <li key={label} data-status={label}>{`${label} ${count(number)}`}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </ChartFigure>
  );
}

function stacked({ byStatus }: Numbers) {
  let before = 0;
  return byStatus.map((each) => {
    const part = { ...each, before };
    before += each.number;
    return part;
  });
}

function StatusTable({ processes, labels }: { processes: ProcessNumbers[]; labels: string[] }) {
  return (
    <DataTable
      caption={CAPTION}
      rows={processes}
      rowKey={(each) => each.code}
      columns={[
        { key: "name", header: "Démarche", isRowHeader: true, cell: (each) => each.name },
        ...labels.map((label) => ({
          key: label,
          header: label,
          isAtEnd: true,
          cell: (each: ProcessNumbers) => count(each.byStatus.find((status) => status.label === label)?.number ?? 0),
        })),
        { key: "total", header: "Total", isAtEnd: true, cell: (each) => count(presentOf(each)) },
      ]}
    />
  );
}
