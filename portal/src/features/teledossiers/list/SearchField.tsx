import { useEffect, useId, useRef, useState } from "react";

const PAUSE_MS = 400;

interface Props {
  text: string;
  /** `replace`: more of the same word, which the back button need not walk through. */
  onSearch: (text: string, how: { replace: boolean }) => void;
}

/** The beginning of a number or of a name: searched when the person pauses, or at once by Enter. */
export function SearchField({ text, onSearch }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(text);
  const [word, setWord] = useState({ sent: text, isUnderWay: false });
  const [known, setKnown] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (known !== text) {
    setKnown(text);
    if (word.sent !== text) {
      setWord({ sent: text, isUnderWay: false }); // the address has changed by another way: the back button, « Effacer les filtres »
      setTyped(text);
    }
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (value: string, { isOver = false } = {}) => {
    clearTimeout(timer.current);
    const wanted = value.trim();
    setWord({ sent: wanted, isUnderWay: !isOver });
    if (wanted !== word.sent) onSearch(wanted, { replace: word.isUnderWay });
  };
  return (
    <form
      role="search"
      className="cases-search"
      onSubmit={(event) => {
        event.preventDefault();
        send(typed);
      }}
    >
      <label className="fr-label" htmlFor={id}>
        Rechercher
      </label>
      <div className="fr-search-bar">
        <input
          id={id}
          className="fr-input"
          type="search"
          placeholder="Début d'un numéro ou d'un nom"
          autoComplete="off"
          maxLength={100}
          value={typed}
          onBlur={() => send(typed, { isOver: true })}
          onChange={(event) => {
            const { value } = event.target;
            setTyped(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => send(value), PAUSE_MS);
          }}
        />
        <button type="submit" className="fr-btn" title="Rechercher">
          Rechercher
        </button>
      </div>
    </form>
  );
}
