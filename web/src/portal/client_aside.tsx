// On the client's page in the console: promises on both sides; how their portal looks, in both themes, and the way to change it.
import { lazy, Suspense, useState } from "react";
import { Pencil } from "lucide-react";
import { methods } from "@/api/client";
import type { Client } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { Section } from "@/ui/panel";
import { ClientPromises } from "./client_promises";
import { Preview } from "./preview";

const LookDialog = lazy(() => import("./look_dialog"));

export default function ClientAside({ client }: { client: Client }) {
  return (
    <>
      <ClientPromises client={client} />
      <Look client={client} />
    </>
  );
}

function Look({ client }: { client: Client }) {
  const may = useMay("portal.read");
  const [open, setOpen] = useState(false);
  const query = useApi(methods.getPortal, { client_id: client.client_id }, { enabled: may });
  if (!may) return null;
  const portal = query.data;
  return (
    <Section
      title="Portal"
      aside={
        portal?.allowed_actions.includes("edit") && (
          <Button icon={Pencil} onClick={() => setOpen(true)}>
            Change the look
          </Button>
        )
      }
    >
      {query.isPending && <Loading what="the portal" rows={2} />}
      {query.isError && !portal && <Failed what="the portal" error={query.error} retry={() => void query.refetch()} />}
      {portal && (
        <>
          <p className="mb-2 text-dim">
            What this client&apos;s people see. They need an account with a client role (Settings, People).
          </p>
          {portal.address && (
            <p className="mb-2">
              <a href={`/portal/${portal.address}`} className="link mono break-all">
                {location.origin}/portal/{portal.address}
              </a>
            </p>
          )}
          <Preview portal={portal} colors={portal} />
        </>
      )}
      {open && portal && (
        <Suspense fallback={null}>
          <LookDialog portal={portal} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Section>
  );
}
