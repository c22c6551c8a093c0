import { Button } from "@codegouvfr/react-dsfr/Button";
import { wordsOf } from "../../../api/refusal";
import { hourOf, plural } from "../../../shared/words";

interface Props {
  refreshedAt: string | undefined;
  /** How many rows the last refresh brought. */
  arrivals: number;
  error: unknown;
  isBusy: boolean;
  isPaused: boolean;
  onRefresh: () => void;
  onPause: (isOn: boolean) => void;
}

/** How old the list is, and when it will be read again. What a refresh brings is read out, without interrupting. */
export function RefreshBar({ refreshedAt, arrivals, error, isBusy, isPaused, onRefresh, onPause }: Props) {
  return (
    <div className="cases-refresh">
      <p className="cases-refresh-words">
        {refreshedAt === undefined ? "Actualisation…" : `Actualisé à ${hourOf(refreshedAt)}`}
        {isPaused && " · actualisation automatique en pause"}
        <span role="status" className="cases-arrivals">
          {arrivals > 0 && plural(arrivals, "nouveau télédossier dans la liste", "nouveaux télédossiers dans la liste")}
          {error !== null && `L'actualisation n'a pas abouti. ${wordsOf(error).join(" ")}`}
        </span>
      </p>
      <Button priority="tertiary no outline" size="small" iconId="fr-icon-refresh-line" onClick={onRefresh} nativeButtonProps={{ "aria-busy": isBusy }}>
        Actualiser
      </Button>
      <Button
        priority="tertiary no outline"
        size="small"
        iconId={isPaused ? "fr-icon-play-circle-line" : "fr-icon-pause-circle-line"}
        title={isPaused ? "Reprendre l'actualisation automatique" : "Mettre en pause l'actualisation automatique, qui a lieu toutes les 5 minutes"}
        onClick={() => onPause(!isPaused)}
      >
        {isPaused ? "Reprendre" : "Mettre en pause"}
      </Button>
    </div>
  );
}
