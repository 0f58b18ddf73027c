// The frame around every page of a person who is signed in.
import { lazy, Suspense, useEffect, useState } from "react";
import { Navigate, Outlet, useRouter } from "@tanstack/react-router";
import { isOfClient, useSessionQuery } from "@/api/session";
import { Failed, Loading } from "@/ui/empty";
import { forgetTimeZone } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { useKeysOf } from "./account_preferences";
import { Header } from "./header";
import { useLiveUpdates } from "./live_updates";
import { BottomBar, Rail, useRailOpen } from "./navigation";
import { usePlaceKeys } from "./place_keys";

const Palette = lazy(() => import("./palette"));
const CheatSheet = lazy(() => import("./cheat_sheet"));
const SessionEnded = lazy(() => import("./session_ended"));

export function Shell() {
  const session = useSessionQuery();
  useKeysOf(session.data);
  const [account, setAccount] = useState("");
  // Where the person wanted to go. Read once: the address changes while the sign-in page is on its way.
  const router = useRouter();
  const [here] = useState(() => router.state.location.href);
  if (session.data && session.data.account_id !== account) setAccount(session.data.account_id);
  if (session.isPending)
    return (
      <div className="grid h-full place-items-center">
        <Loading what="Steward" rows={1} />
      </div>
    );
  if (session.isError && !session.data) return <Failed what="the console" error={session.error} retry={() => void session.refetch()} />;
  // A link to a ticket in a mail leads whoever follows it to their own page of it.
  if (session.data && !session.data.needs_second_factor && isOfClient(session.data)) return <ToPortal from={here} />;
  const ended = session.data === null;
  if (ended && !account) return <Navigate to="/sign-in" search={{ next: here === "/" ? undefined : here }} replace />;
  if (session.data?.needs_second_factor) return <Navigate to="/sign-in" search={{ next: here }} replace />;
  // An ended session does not take the page away: what was typed is still there after signing in again.
  return (
    <>
      <Frame />
      {ended && (
        <Suspense fallback={null}>
          <SessionEnded account={account} />
        </Suspense>
      )}
    </>
  );
}

function ToPortal({ from }: { from: string }) {
  const to = from.startsWith("/tickets/") ? `/portal${from}` : from.startsWith("/account") ? "/portal/account/security" : "/portal";
  useEffect(() => location.replace(to), [to]);
  return <Loading what="the portal" rows={1} />;
}

function Frame() {
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [railOpen, setRailOpen] = useRailOpen();
  useLiveUpdates();
  useKeys([
    { keys: "?", label: "All keys", group: "Everywhere", run: () => setSheet(true) },
    ...usePlaceKeys(),
    { keys: "[", label: "Fold the navigation", group: "Everywhere", run: () => setRailOpen(!railOpen) },
  ]);
  useEffect(() => {
    document.addEventListener("visibilitychange", forgetTimeZone);
    return () => document.removeEventListener("visibilitychange", forgetTimeZone);
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <div
      className={`grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[44px_minmax(0,1fr)_auto]
        ${railOpen ? "md:grid-cols-[196px_minmax(0,1fr)]" : "md:grid-cols-[52px_minmax(0,1fr)]"} print:block`}
    >
      <a href="#main" className="sr-only z-50 rounded-md bg-bg p-2 focus:not-sr-only focus:absolute">
        Skip to content
      </a>
      <Rail open={railOpen} setOpen={setRailOpen} />
      <Header openPalette={() => setPalette(true)} openKeys={() => setSheet(true)} />
      <main id="main" tabIndex={-1} className="@container min-h-0 min-w-0 outline-none">
        <Suspense fallback={<Loading what="the page" />}>
          <Outlet />
        </Suspense>
      </main>
      <BottomBar />
      <Suspense fallback={null}>
        {palette && <Palette onClose={() => setPalette(false)} openKeys={() => setSheet(true)} />}
        {sheet && <CheatSheet onClose={() => setSheet(false)} />}
      </Suspense>
    </div>
  );
}
