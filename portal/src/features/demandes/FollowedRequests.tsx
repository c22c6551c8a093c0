import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { StatusBadge } from "../../shared/StatusBadge";
import { inWords } from "../../shared/words";
import { optionsQuery } from "./queries";
import { KIND_BY_STATUS, namesOf } from "./requests";
import "./requests.css";

/** How far each process of a form is: decided when, and why not. */
export function FollowedRequests({ followed }: { followed: Schemas["FollowedFormJson"] }) {
  const options = useQuery(optionsQuery);
  const name = namesOf(options.data ?? []);
  return (
    <>
      <p className="reference">
        Référence de la demande : <strong>{followed.reference}</strong>
      </p>
      <ul className="followed">
        {followed.requests.map((each) => (
          <li key={each.processCode}>
            <div className="followed-head">
              <h2>{name(each.processCode)}</h2>
              <StatusBadge label={each.label} kind={KIND_BY_STATUS[each.status] ?? "info"} />
            </div>
            {each.decidedAt !== null && <p>Décision du {inWords(each.decidedAt)}</p>}
            {each.rejectionReason !== null && <p>Motif : {each.rejectionReason}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}
