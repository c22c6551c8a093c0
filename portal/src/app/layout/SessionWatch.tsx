import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ask, AUTOMATIC } from "../../api/client";
import { session, useSession } from "../../api/session";
import { Dialog } from "../../shared/Dialog";
import { hourOf } from "../../shared/words";
import { meQuery } from "../me";
import { announce } from "../messages";
import { useSignOut } from "./useSignOut";

const WARN_BEFORE_MS = 5 * 60_000;
/** The longest that a browser's timer waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Warns before the session ends, and leaves the page when it has: nothing of it stays on the screen. */
export function SessionWatch() {
  const { endsAt, endsHere } = useSession();
  const [warnedOf, setWarnedOf] = useState<number | null>(null);
  const queries = useQueryClient();
  const signOut = useSignOut();

  useEffect(() => {
    if (endsHere === null) return;
    // Another tab may have prolonged the session since: the hub is asked, without prolonging it, before anything is said.
    const askHub = () => ask(api.GET("/portal/v1/me", { headers: AUTOMATIC })).catch(() => null);
    const warn = setTimeout(async () => {
      await askHub();
      const { endsAt: told, endsHere: toldHere } = session.read();
      if (told !== null && toldHere !== null && toldHere - Date.now() <= WARN_BEFORE_MS) setWarnedOf(told.getTime());
    }, waitUntil(endsHere - WARN_BEFORE_MS));
    const leave = setTimeout(() => void askHub(), waitUntil(endsHere + 2000));
    // A machine that slept wakes up with its timers late.
    const wake = () => {
      if (document.visibilityState === "visible" && Date.now() >= endsHere) void askHub();
    };
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearTimeout(warn);
      clearTimeout(leave);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [endsHere]);

  if (endsAt === null || warnedOf !== endsAt.getTime()) return null;
  const stay = async () => {
    const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
    setWarnedOf(null);
    if (me !== null && new Date(me.sessionEndsAt).getTime() === warnedOf) {
      const words = "Une session dure 12 heures au plus : enregistrez ce qui doit l'être, puis reconnectez-vous.";
      announce(`Votre session se terminera à ${hourOf(endsAt)}`, { severity: "warning", details: [words] });
    }
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
