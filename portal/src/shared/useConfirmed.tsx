/**
 * Acts that the hub wants confirmed: it answers with what there is to know, the person decides, and the act is asked
 * again, confirmed.
 */
import { useRef, useState, type ReactNode } from "react";
import { Refusal } from "../api/refusal";
import { Dialog } from "./Dialog";

interface Question {
  title: string;
  words: string[];
  confirmLabel: string;
  answer: (isConfirmed: boolean) => void;
}

/** What the person declined: not a failure, and nothing was done. */
export class Declined extends Error {}

/**
 * `confirmed(act, words)` runs `act(false)`; where the hub asks for a confirmation, shows it and runs `act(true)` once given.
 * Rejects with Declined, or with what `act` throws. `ask(words)` only asks. Render `dialog` anywhere.
 */
export function useConfirmed(): {
  confirmed: <Result>(act: (isConfirmed: boolean) => Promise<Result>, words: { title: string; confirmLabel: string }) => Promise<Result>;
  ask: (words: { title: string; confirmLabel: string; words: string[] }) => Promise<boolean>;
  dialog: ReactNode;
} {
  const [question, setQuestion] = useState<Question | null>(null);
  const present = useRef<Question | null>(null);
  const ask = (words: Omit<Question, "answer">) =>
    new Promise<boolean>((resolve) => {
      present.current?.answer(false);
      const asked: Question = {
        ...words,
        answer: (isConfirmed) => {
          present.current = null;
          setQuestion(null);
          resolve(isConfirmed);
        },
      };
      present.current = asked;
      setQuestion(asked);
    });
  return {
    ask,
    confirmed: async (act, { title, confirmLabel }) => {
      try {
        return await act(false);
      } catch (error) {
        if (!(error instanceof Refusal) || error.reason !== "CONFIRMATION") throw error;
        if (!(await ask({ title, confirmLabel, words: error.messages }))) throw new Declined();
        return await act(true);
      }
    },
    dialog: question && (
      <Dialog
        title={question.title}
        onClose={() => question.answer(false)}
        actions={[
          { children: question.confirmLabel, onClick: () => question.answer(true) },
          { children: "Annuler", priority: "secondary", onClick: () => question.answer(false) },
        ]}
      >
        {question.words.map((each) => (
          <p key={each}>{each}</p>
        ))}
      </Dialog>
    ),
  };
}
