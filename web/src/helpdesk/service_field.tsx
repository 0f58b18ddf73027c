// Which of the client's services does not work. Nothing is shown where the client has none.
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { SelectField } from "@/ui/field";

export function ServiceField({ clientId, value, onChange }: { clientId: string; value: string; onChange: (id: string) => void }) {
  const { data } = useApi(methods.listOfferedServices, { client_id: clientId }, { enabled: clientId !== "", staleTime: 60_000 });
  if (!data?.services.length) return null;
  return (
    <SelectField
      label="Service"
      help="What does not work. An incident on a machine that it needs is found by it."
      choices={[{ value: "", label: "None" }, ...data.services.map((one) => ({ value: one.service_id, label: one.name }))]}
      value={data.services.some((one) => one.service_id === value) ? value : ""}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
