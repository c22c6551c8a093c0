import { Navigate } from "react-router";
import { useMe, type Me } from "../../app/me";
import { entriesOf } from "../../app/menu";
import { paths } from "../../app/paths";
import { Page } from "../../shared/Page";
import { CasesList } from "./list/CasesList";
import { ClosedEntry } from "./list/ClosedEntry";

/** The home page. Whoever has no télédossiers is led to what he has; whoever may not see them learns why. */
export function Component() {
  const me = useMe();
  const entry = me.menu.find((each) => each.key === "CASES");
  if (entry?.isAllowed) return <CasesList me={me} />;
  if (entry === undefined) return <Navigate to={firstOpen(me)} replace />;
  return (
    <Page title="Télédossiers">
      <ClosedEntry reason={entry.reason ?? ""} me={me} />
    </Page>
  );
}

function firstOpen(me: Me): string {
  return entriesOf(me)[0]?.path ?? paths.myAccount;
}
