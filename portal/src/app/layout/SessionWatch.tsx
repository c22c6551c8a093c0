import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ask, AUTOMATIC } from "../../api/client";
import { session, useSession } from "../../api/session";
import { Dialog } from "../../shared/Dialog";
import { hourOf } from "../../shared/words";
import { meQuery } from "../me";
import { useSignOut } from "./useSignOut";

const WARN_BEFORE_MS = 5 * 60_000;
/** The longest that a browser's timer waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Warns before the session ends, and leaves the page when it has: nothing of it stays on the screen. */
export function SessionWatch() {
  const { endsAt } = useSession();
  const [warnedOf, setWarnedOf] = useState<number | null>(null);
  const queries = useQueryClient();
  const signOut = useSignOut();
  const end = endsAt?.getTime() ?? null;

  useEffect(() => {
    if (end === null) return;
    // Another tab may have prolonged the session since: the hub is asked, without prolonging it, before anything is said.
    const askHub = async () => {
      const me = await ask(api.GET("/portal/v1/me", { headers: AUTOMATIC })).catch(() => null);
      if (me !== null) session.prolong(new Date(me.sessionEndsAt));
      return me === null ? null : new Date(me.sessionEndsAt).getTime();
    };
    const warn = setTimeout(
      async () => {
        const told = await askHub();
        if (told !== null && told - Date.now() <= WARN_BEFORE_MS) setWarnedOf(told);
      },
      waitUntil(end - WARN_BEFORE_MS),
    );
    const leave = setTimeout(() => void askHub(), waitUntil(end + 1000));
    return () => {
      clearTimeout(warn);
      clearTimeout(leave);
    };
  }, [end]);

  if (endsAt === null || warnedOf !== end) return null;
  const stay = async () => {
    await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
    setWarnedOf(null);
  };
  return (
    <Dialog
      title="Votre session va se terminer"
      onClose={() => void stay()}
      actions={[
        { children: "Rester connecté", onClick: () => void stay() },
        { children: "Se déconnecter", priority: "secondary", onClick: () => void signOut() },
      ]}
    >
      <p>Sans action de votre part, vous serez déconnecté à {hourOf(endsAt)}. Ce que vous n'avez pas enregistré serait perdu.</p>
    </Dialog>
  );
}

function waitUntil(instant: number): number {
  return Math.min(Math.max(instant - Date.now(), 0), LONGEST_MS);
}
