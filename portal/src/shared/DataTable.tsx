import type { ReactNode } from "react";
import "./data-table.css";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The column that names the row. */
  isRowHeader?: boolean;
  /** It can be sorted by: see `sort`. */
  isSortable?: boolean;
  /** Numbers, and what acts on the row, stand at the end. */
  isAtEnd?: boolean;
  /** Its header is only read out: what acts on the row needs none. */
  isHeaderHidden?: boolean;
}

interface Props<Row> {
  /** What the table is about: read out, and shown where `showsCaption`. */
  caption: string;
  showsCaption?: boolean;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sort?: { key: string; isDescending: boolean; onSort: (key: string, isDescending: boolean) => void };
  selection?: {
    selected: ReadonlySet<string>;
    onChange: (selected: ReadonlySet<string>) => void;
    /** What a row is called where its box is read out. */
    nameOf: (row: Row) => string;
  };
  /** A row that stands out, e.g. « unread ». */
  rowClass?: (row: Row) => string;
  isBusy?: boolean;
}

/** A table of rows with row headers, sorting and selection; where its columns find no room each row is a card. */
export function DataTable<Row>({ caption, showsCaption = false, columns, rows, rowKey, sort, selection, rowClass, isBusy = false }: Props<Row>) {
  const keys = rows.map(rowKey);
  const isWhole = selection !== undefined && keys.length > 0 && keys.every((each) => selection.selected.has(each));
  const isPart = selection !== undefined && !isWhole && keys.some((each) => selection.selected.has(each));
  const toggle = (changed: string[], isOn: boolean) => {
    const after = new Set(selection?.selected);
    for (const each of changed) {
      if (isOn) after.add(each);
      else after.delete(each);
    }
    selection?.onChange(after);
  };
  // `display` makes cards of the rows, which would cost the table its meaning: the roles keep it.
  const table = (
    <table className="data-table" role="table" aria-busy={isBusy}>
      <caption className={showsCaption ? "" : "fr-sr-only"}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {selection !== undefined && (
            <th role="columnheader" scope="col" className="select-cell">
              <SelectBox label="Tout sélectionner sur cette page" isOn={isWhole} isPart={isPart} onChange={(isOn) => toggle(keys, isOn)} />
            </th>
          )}
          {columns.map((column) => (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              className={column.isAtEnd ? "at-end" : ""}
              {...(column.isSortable && sort !== undefined
                ? { "aria-sort": sort.key !== column.key ? ("none" as const) : sort.isDescending ? ("descending" as const) : ("ascending" as const) }
                : {})}
            >
              {column.isSortable && sort !== undefined ? (
                <button
                  type="button"
                  className="sort-button"
                  data-sorted={sort.key === column.key ? (sort.isDescending ? "descending" : "ascending") : undefined}
                  onClick={() => sort.onSort(column.key, sort.key === column.key ? !sort.isDescending : false)}
                >
                  {column.header}
                </button>
              ) : (
                <span className={column.isHeaderHidden ? "fr-sr-only" : ""}>{column.header}</span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => {
          const key = rowKey(row);
          const isSelected = selection?.selected.has(key) ?? false;
          return (
            <tr key={key} role="row" className={rowClass?.(row) ?? ""} {...(selection === undefined ? {} : { "aria-selected": isSelected })}>
              {selection !== undefined && (
                <td role="cell" className="select-cell">
                  <SelectBox label={`Sélectionner ${selection.nameOf(row)}`} isOn={isSelected} onChange={(isOn) => toggle([key], isOn)} />
                </td>
              )}
              {columns.map((column) =>
                column.isRowHeader ? (
                  <th key={column.key} role="rowheader" scope="row" data-label={column.header}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} role="cell" data-label={column.isHeaderHidden ? undefined : column.header} className={column.isAtEnd ? "at-end" : ""}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
  return (
    <div className="table-room" style={{ fontSize: `${roomFor(columns)}rem` }}>
      {table}
    </div>
  );
}

/** How many columns' room a table needs: what is a number takes half of it. */
function roomFor<Row>(columns: Column<Row>[]): number {
  return columns.reduce((room, { isAtEnd = false, isHeaderHidden = false }) => room + (isAtEnd && !isHeaderHidden ? 0.5 : 1), 0);
}

function SelectBox({ label, isOn, isPart = false, onChange }: { label: string; isOn: boolean; isPart?: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <input
      type="checkbox"
      className="select-box"
      aria-label={label}
      checked={isOn}
      ref={(element) => {
        if (element !== null) element.indeterminate = isPart;
      }}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
