// Who is signed in as somebody of a client gets their pages; everybody else is shown the way.
import { lazy, Suspense, useEffect, type ComponentType } from "react";
import { isOfClient, useSessionQuery } from "@/api/session";
import { buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { usePlace } from "./address";
import { Frame } from "./frame";

const pages: Record<string, ComponentType> = {
  "": lazy(() => import("./home")),
  tickets: lazy(() => import("./tickets")),
  new: lazy(() => import("./raise")),
  devices: lazy(() => import("./devices")),
  promises: lazy(() => import("./promises")),
  people: lazy(() => import("./people")),
  account: lazy(() => import("./account")),
};
const TicketPage = lazy(() => import("./ticket"));
const Security = lazy(() => import("./security"));

const signIn = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

export function App() {
  const session = useSessionQuery();
  const away = session.data === null || session.data?.needs_second_factor;
  useEffect(() => {
    if (away) location.replace(signIn());
  }, [away]);
  if (session.isError && !session.data) return <Failed what="the portal" error={session.error} retry={() => void session.refetch()} />;
  if (!session.data || away) return <Loading what="the portal" rows={3} />;
  if (!isOfClient(session.data)) return <NotTheirs />;
  return (
    <Frame>
      <Page />
    </Frame>
  );
}

function Page() {
  const place = usePlace();
  const deeper: Record<string, ComponentType> = { tickets: TicketPage, account: Security };
  const One = (place.id ? deeper[place.page] : undefined) ?? pages[place.page] ?? pages[""];
  return (
    <Suspense fallback={<Loading what="the page" />}>
      <One key={`${place.page}/${place.id}`} />
    </Suspense>
  );
}

function NotTheirs() {
  return (
    <main className="mx-auto max-w-md space-y-3 p-6 pt-16">
      <h1 className="text-lg font-semibold">This is the portal of your clients&apos; people</h1>
      <p className="text-dim">You work for the provider: your pages are in the console. How a portal looks is chosen on the client&apos;s page there.</p>
      <a href="/" className={buttonClass("primary", "h-9")}>
        Go to the console
      </a>
    </main>
  );
}
