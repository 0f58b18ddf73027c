// Changes on the device of an alert, shortly before it.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Section } from "@/ui/panel";
import { CauseList } from "./cause_list";

export default function AlertAside({ alertId }: { alertId: string }) {
  const may = useMay("change.read");
  const causes = useApi(methods.listAlertChanges, { alert_id: alertId }, { enabled: may }).data?.causes ?? [];
  if (causes.length === 0) return null;
  return (
    <Section title="A change before it">
      <CauseList causes={causes} />
    </Section>
  );
}
