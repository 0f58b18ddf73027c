// Whom of the client we tell when a promise was missed, or a serious disturbance lasts.
import { methods } from "@/api/client";
import type { Client, Person } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { SelectField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

interface Shown {
  client: Client;
  people: readonly Person[];
  write: boolean;
}

export default function NamedContact({ client: { client_id: clientId }, people, write }: Shown) {
  const may = useMay("oncall.read");
  const contact = useApi(methods.getNamedContact, { client_id: clientId }, { enabled: may }).data;
  const change = useChange(methods.setNamedContact, [methods.getNamedContact], {
    etag: contact?.etag,
    onSuccess: () => say("Saved."),
    onError: (error) => sayProblem("Nothing was changed.", error),
  });
  if (!may || !contact || (people.length === 0 && !contact.person_id)) return null;
  if (!write)
    return (
      <p className="mt-3 text-dim">
        {contact.name ? `${contact.name} is told when we miss a promise.` : "Nobody is named who is told when we miss a promise."}
      </p>
    );
  const listed = people.some((one) => one.person_id === contact.person_id);
  return (
    <div className="mt-4 max-w-sm">
      <SelectField
        label="Told when we miss a promise"
        help="By mail, in plain words; also when a P1 lasts 30 minutes. Everything that was said is kept."
        value={contact.person_id}
        disabled={change.isPending}
        choices={[
          { value: "", label: "Nobody is named" },
          ...(listed || !contact.person_id ? [] : [{ value: contact.person_id, label: contact.name }]),
          ...people.map((one) => ({ value: one.person_id, label: one.name })),
        ]}
        onChange={(event) => change.mutate({ client_id: clientId, person_id: event.target.value })}
      />
    </div>
  );
}
