import { DataTable, type Column } from "../../shared/DataTable";
import { count, share } from "../../shared/words";
import { delayInWords } from "./scale";
import { AGES, endedAs, othersOf, type ProcessNumbers, type Report } from "./statistics";

const COLUMNS: [string, (numbers: ProcessNumbers) => string][] = [
  ["Reçus", (each) => count(each.received)],
  ["Traités", (each) => count(endedAs(each, "DONE"))],
  ["Refusés", (each) => count(endedAs(each, "REFUSED"))],
  ["Autres issues", (each) => count(othersOf(each))],
  ["Ouverts", (each) => count(each.open)],
  ...AGES.map((label, index): [string, (numbers: ProcessNumbers) => string] => [label, (each) => count(each.openByAge[index] ?? 0)]),
  ["Prise en charge", (each) => delayInWords(each.fetchedMinutes)],
  ["Traitement", (each) => delayInWords(each.finishedMinutes)],
  ["En moins de 10 min", (each) => (each.quickShare === null ? "–" : share(each.quickShare))],
];

/** All the numbers by process, as the file has them; then those of all together. */
export function NumbersTable({ report }: { report: Report }) {
  const rows = report.processes.length > 1 ? [...report.processes, { ...report.total, code: "", name: "Toutes les démarches" }] : report.processes;
  const columns: Column<ProcessNumbers>[] = [
    { key: "name", header: "Démarche", isRowHeader: true, cell: (each) => each.name },
    ...COLUMNS.map(([header, cell]) => ({ key: header, header, cell, isAtEnd: true })),
  ];
  return <DataTable caption="Chiffres par démarche" columns={columns} rows={rows} rowKey={(each) => each.code} rowClass={(each) => (each.code === "" ? "statistics-total" : "")} />;
}
