import type { ReactNode } from "react";
import "./charts.css";

interface Props {
  caption: string;
  /** What the chart shows, and how it is to be read. */
  children: ReactNode;
  /** The same numbers. */
  table: ReactNode;
}

/** A chart with its caption, and the same numbers in a table below. */
export function ChartFigure({ caption, children, table }: Props) {
  return (
    <figure className="chart">
      <figcaption>
        <h2>{caption}</h2>
      </figcaption>
      {children}
      <details className="chart-numbers">
        <summary>Afficher ces chiffres dans un tableau</summary>
        {table}
      </details>
    </figure>
  );
}
