import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useRef, useState } from "react";
import { Page } from "../../../shared/Page";
import { StatusBadge } from "../../../shared/StatusBadge";
import { hourOf } from "../../../shared/words";
import { Actions } from "./Actions";
import { type CaseDetail, type Reload } from "./case";
import { Facts } from "./Facts";
import { Files } from "./Files";
import { ForcedStatus } from "./ForcedStatus";
import { History } from "./History";
import { Neighbours } from "./Neighbours";
import { PendingFiles } from "./PendingFiles";
import { useDownload } from "./useDownload";
import type { News } from "./useCase";
import "./detail.css";

interface Props {
  detail: CaseDetail;
  reload: Reload;
  news: News | null;
  forgetNews: () => void;
}

/** A télédossier on one page: who, what, since when, what to do, its files, its history. */
export function CaseView({ detail, reload, news, forgetNews }: Props) {
  const downloads = useDownload(reload);
  const [asked, setAsked] = useState(0);
  const attach = useRef<HTMLButtonElement>(null);
  const isAdding = asked > 0 || detail.pendingAttachments.length > 0;
  const { forced } = detail.actions;
  return (
    <Page
      title={`Télédossier ${detail.number}`}
      actions={<Neighbours caseId={detail.id} organisation={detail.organisation.id} />}
      lead={
        <p className="case-lead">
          <StatusBadge label={detail.label} />
          <span>
            {detail.process.name} <span className="code">{detail.process.code}</span>
          </span>
        </p>
      }
    >
      <div role="status" className="news">
        {news !== null && (
          <Alert
            severity="info"
            as="h2"
            closable
            onClose={forgetNews}
            title={`Ce télédossier a changé (actualisé à ${hourOf(news.at)})`}
            description={
              <ul>
                {news.changes.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            }
          />
        )}
      </div>
      <div className="case">
        <Facts detail={detail} />
        <Actions detail={detail} reload={reload} downloads={downloads} onAttach={() => setAsked((before) => before + 1)} attach={attach} />
        <div className="case-rest">
          {isAdding && (
            <PendingFiles
              detail={detail}
              reload={reload}
              asked={asked}
              onClose={() => {
                setAsked(0);
                attach.current?.focus(); // what had the focus goes
              }}
            />
          )}
          <Files detail={detail} downloads={downloads} />
          <History detail={detail} reload={reload} />
          {forced !== null && <ForcedStatus detail={detail} targets={forced} reload={reload} />}
        </div>
      </div>
    </Page>
  );
}
