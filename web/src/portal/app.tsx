// Who is signed in as somebody of a client gets their pages; whoever is not yet, the door of the portal.
import { lazy, Suspense, type ComponentType } from "react";
import { isOfClient, useSessionQuery } from "@/api/session";
import { StepUpHost } from "@/app/step_up_host";
import { buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { usePlace } from "./address";
import { Connection } from "./connection";
import { Frame } from "./frame";

const pages: Record<string, ComponentType> = {
  "": lazy(() => import("./home")),
  tickets: lazy(() => import("./tickets")),
  new: lazy(() => import("./raise")),
  staff: lazy(() => import("./staff")),
  help: lazy(() => import("./help")),
  devices: lazy(() => import("./devices")),
  backups: lazy(() => import("./backups")),
  promises: lazy(() => import("./promises")),
  people: lazy(() => import("./people")),
  check: lazy(() => import("./check")),
  account: lazy(() => import("./account")),
};
const TicketPage = lazy(() => import("./ticket"));
const Security = lazy(() => import("./security"));
const SignIn = lazy(() => import("./sign_in"));

export function App() {
  const session = useSessionQuery();
  const { page } = usePlace();
  if (session.isError && !session.data) return <Failed what="the portal" error={session.error} retry={() => void session.refetch()} />;
  if (session.data === undefined) return <Loading what="the portal" rows={3} />;
  if (session.data === null || session.data.needs_second_factor)
    return (
      <Suspense fallback={<Loading what="the page for signing in" rows={3} />}>
        <Connection />
        <SignIn address={page in pages ? "" : page} />
      </Suspense>
    );
  if (!isOfClient(session.data)) return <NotTheirs />;
  return (
    <Frame>
      <Page />
      <StepUpHost />
    </Frame>
  );
}

// What is no page is the portal's own address: one is at home there.
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
