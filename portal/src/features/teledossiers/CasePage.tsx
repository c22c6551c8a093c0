import { useParams } from "react-router";
import { Refusal } from "../../api/refusal";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { Page } from "../../shared/Page";
import { CaseView } from "./detail/CaseView";
import { ListLink } from "./detail/Neighbours";
import { useCase } from "./detail/useCase";
import { useLookedAt } from "./left";

export function Component() {
  const { caseId = "" } = useParams();
  const { query, news, forgetNews, reload } = useCase(caseId);
  const { data, error } = query;
  useLookedAt(caseId);
  if (error instanceof Refusal && error.status < 500) {
    return (
      <Page title="Télédossier" actions={<ListLink />}>
        <Failure error={isNoAddress(error) ? NO_SUCH : error} title="Ce télédossier ne peut pas être affiché" />
      </Page>
    );
  }
  if (data !== undefined) return <CaseView detail={data} reload={reload} news={news} forgetNews={forgetNews} />;
  if (error !== null) {
    return (
      <Page title="Télédossier" actions={<ListLink />}>
        <Failure error={error} retry={() => void query.refetch()} title="Ce télédossier n'a pas pu être chargé" />
      </Page>
    );
  }
  return (
    <>
      <title>Télédossier – HubEE</title>
      <Loading height="40rem" />
    </>
  );
}

/** The hub knows the parameter, not the address that a person has mistyped. */
const NO_SUCH = new Refusal(404, { errors: [{ message: "Aucun télédossier n'a cette adresse : vérifiez-la, ou retrouvez-le dans la liste." }] });

function isNoAddress({ messageByField }: Refusal): boolean {
  return "caseId" in messageByField;
}
