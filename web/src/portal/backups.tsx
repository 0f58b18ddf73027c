// What is backed up, what ran, what was shown to come back, and what was not. Filled by those who know (places.tsx).
import { NotAllowed } from "@/ui/empty";
import { usePortal } from "./look";
import { Heading } from "./parts";
import { PortalSlot } from "./places";
import { useMe } from "./who";

export default function Backups() {
  const me = useMe();
  const company = usePortal().data?.client_name;
  if (!me.may("backup.read")) return <NotAllowed what="backups" />;
  return (
    <>
      <Heading title={company ? `${company}: backups` : "Backups"}>Your backups</Heading>
      <PortalSlot place="portal_backups" client={me.client} />
    </>
  );
}
