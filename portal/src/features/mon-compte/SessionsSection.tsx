import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { DataTable, type Column } from "../../shared/DataTable";
import { Loaded } from "../../shared/Loaded";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { StatusBadge } from "../../shared/StatusBadge";
import { useConfirmed } from "../../shared/useConfirmed";
import { inShort } from "../../shared/words";
import { deviceInWords } from "./deviceInWords";
import { mySessionsQuery } from "./mySessions";
import { Section } from "./Section";

type MySession = Schemas["SessionJson"];

/** Where the person is signed in, and closing what is not his any more (AUT-07). */
export function SessionsSection() {
  const sessions = useQuery(mySessionsQuery);
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const { ask: confirm, dialog } = useConfirmed();

  const act = async (key: string, call: () => Promise<unknown>, done: string) => {
    setBusy(key);
    try {
      await call();
      announce(done);
    } catch (error) {
      announce("La session n'a pas été fermée.", { severity: "error", details: wordsOf(error) });
    }
    await queries.invalidateQueries({ queryKey: mySessionsQuery.queryKey });
    setBusy(null);
    heading.current?.focus(); // the row, or what the button stood for, is gone
  };
  const close = (each: MySession) =>
    act(each.id, () => ask(api.DELETE("/portal/v1/me/sessions/{sessionId}", { params: { path: { sessionId: each.id } } })), "La session est fermée.");
  const closeOthers = async () => {
    const words = ["Les autres navigateurs et appareils où vous êtes connecté seront déconnectés. La session que vous utilisez reste ouverte."];
    if (!(await confirm({ title: "Fermer les autres sessions ?", confirmLabel: "Fermer les autres sessions", words }))) return;
    await act("others", () => ask(api.DELETE("/portal/v1/me/sessions")), "Vos autres sessions sont fermées.");
  };

  const columns: Column<MySession>[] = [
    { key: "device", header: "Navigateur", isRowHeader: true, cell: ({ device }) => deviceInWords(device) },
    { key: "openedAt", header: "Ouverte le", cell: ({ openedAt }) => inShort(openedAt) },
    { key: "seenAt", header: "Dernière action", cell: ({ seenAt }) => inShort(seenAt) },
    {
      key: "close",
      header: "Fermer",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: (each) =>
        each.isCurrent ? (
          <StatusBadge label="Cette session" kind="active" />
        ) : (
          <ReasonedButton
            size="sm"
            reason={null}
            isBusy={busy === each.id}
            label={`Fermer la session de ${deviceInWords(each.device)} ouverte le ${inShort(each.openedAt)}`}
            onClick={() => void close(each)}
          >
            Fermer
          </ReasonedButton>
        ),
    },
  ];
  return (
    <Section title="Mes sessions" headingRef={heading}>
      <p>Une session se ferme après 60 minutes sans action de votre part. Si vous n'en reconnaissez pas une, fermez-la et changez votre mot de passe.</p>
      <Loaded query={sessions} height="10rem">
        {(rows) => (
          <>
            <DataTable caption="Mes sessions ouvertes" columns={columns} rows={rows} rowKey={({ id }) => id} isBusy={sessions.isFetching} />
            <div className="fr-mt-2w">
              <ReasonedButton
                reason={rows.some(({ isCurrent }) => !isCurrent) ? null : "Vous n'avez pas d'autre session ouverte."}
                showsReason
                isBusy={busy === "others"}
                onClick={() => void closeOthers()}
              >
                Fermer les autres sessions
              </ReasonedButton>
            </div>
          </>
        )}
      </Loaded>
      {dialog}
    </Section>
  );
}
