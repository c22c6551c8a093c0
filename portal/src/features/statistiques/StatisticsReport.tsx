import { count, share } from "../../shared/words";
import { ActivityChart } from "./ActivityChart";
import { AgeChart } from "./AgeChart";
import { NumbersTable } from "./NumbersTable";
import { RecipientsTable } from "./RecipientsTable";
import { StatusChart } from "./StatusChart";
import { delayInWords } from "./scale";
import { finishedOf, type Report } from "./statistics";

/** The numbers of a period: what matters at a glance, then in charts, then all of them. */
export function StatisticsReport({ report }: { report: Report }) {
  const { total } = report;
  return (
    <>
      <dl className="statistics-cards">
        <Card name="Reçus" value={count(total.received)} detail="sur la période" />
        <Card name="Terminés" value={count(finishedOf(total))} detail="sur la période : traités, refusés, autres issues" />
        <Card name="Ouverts" value={count(total.open)} detail="aujourd'hui, quelle que soit leur date de réception" />
        <Card name="Mis à disposition en moins de 10 minutes" value={total.quickShare === null ? "–" : share(total.quickShare)} detail="des télédossiers reçus sur la période" />
        <Card name="Délai moyen de prise en charge" value={delayInWords(total.fetchedMinutes)} detail="de la mise à disposition au premier téléchargement" />
        <Card name="Délai moyen de traitement" value={delayInWords(total.finishedMinutes)} detail="de la mise à disposition à l'issue" />
      </dl>
      <div className="statistics-charts">
        <div className="statistics-wide">
          <ActivityChart days={total.days} />
        </div>
        <StatusChart processes={report.processes} total={total} />
        <AgeChart total={total} />
      </div>
      <section className="statistics-part" aria-labelledby="by-process">
        <h2 id="by-process">Chiffres par démarche</h2>
        <NumbersTable report={report} />
      </section>
      {report.recipients.length > 0 && (
        <section className="statistics-part" aria-labelledby="by-recipient">
          <h2 id="by-recipient">Chiffres par organisation</h2>
          <RecipientsTable report={report} />
        </section>
      )}
    </>
  );
}

function Card({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div className="statistics-card">
      <dt>{name}</dt>
      <dd>
        <span className="statistics-value">{value}</span>
        <span className="statistics-detail">{detail}</span>
      </dd>
    </div>
  );
}
