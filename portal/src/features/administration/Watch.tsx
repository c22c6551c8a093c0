import { Button } from "@codegouvfr/react-dsfr/Button";
import { RouterLink } from "../../shared/RouterLink";
import { count as written } from "../../shared/words";
import "./watch.css";

interface Props {
  path: string;
  label: string;
  /** Undefined while it is not known. */
  count: number | undefined;
  /** There may be more of them than were counted. */
  isAtLeast?: boolean;
  allIsWell: string;
  /** Why it is not known. */
  failure: string | null;
  retry: () => void;
}

/** A number to keep an eye on, and where to act on it. */
export function Watch({ path, label, count, isAtLeast = false, allIsWell, failure, retry }: Props) {
  const isCalm = count === 0;
  return (
    <li className="watch" data-calm={isCalm}>
      <RouterLink className="watch-label" href={path}>
        {label}
      </RouterLink>
      {failure !== null && count === undefined ? (
        <div role="alert">
          <p className="watch-words">{failure}</p>
          <Button size="small" priority="secondary" onClick={retry} nativeButtonProps={{ "aria-label": `Réessayer : ${label}` }}>
            Réessayer
          </Button>
        </div>
      ) : (
        <>
          <p className="watch-count">{count === undefined ? "…" : written(count)}</p>
          <p className="watch-words">{count === undefined ? "Chargement…" : isCalm ? allIsWell : isAtLeast ? "ou plus" : "À examiner."}</p>
        </>
      )}
    </li>
  );
}
