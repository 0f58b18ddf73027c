// Who asked and which device it is about, of one client.
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { termText } from "@/ui/filter";
import { SelectField, type Choice } from "@/ui/field";

interface Props {
  clientId: string;
  person: string;
  device: string;
  onPerson: (id: string) => void;
  onDevice: (id: string) => void;
}

// One of a client's thousand devices is found from the device's own page.
const most = 500;
const withChosen = (choices: Choice[], chosen: string): Choice[] =>
  chosen && !choices.some((choice) => choice.value === chosen) ? [...choices, { value: chosen, label: "The one chosen" }] : choices;

export function PersonAndDevice({ clientId, person, device, onPerson, onDevice }: Props) {
  const maySeePeople = useMay("client.read"),
    maySeeDevices = useMay("device.read");
  const people = useApi(
    methods.listPeople,
    { client_id: clientId, order_by: "name", page_size: most },
    { enabled: clientId !== "" && maySeePeople },
  );
  const devices = useApi(
    methods.listDevices,
    { filter: `${termText("client_id", clientId)} life:active`, order_by: "name", page_size: most },
    { enabled: clientId !== "" && maySeeDevices },
  );
  const persons = [
    { value: "", label: "Nobody" },
    ...(people.data?.people ?? []).map((one) => ({ value: one.person_id, label: one.name })),
  ];
  // Those that the one who asks works with stand first.
  const all = devices.data?.devices ?? [];
  const isTheirs = (one: Device) => person !== "" && one.person_id === person;
  const machines = [
    { value: "", label: "None" },
    ...all.filter(isTheirs).map((one) => ({ value: one.device_id, label: `${one.name} (works with it)` })),
    ...all.filter((one) => !isTheirs(one)).map((one) => ({ value: one.device_id, label: one.name })),
  ];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Asked by"
        choices={withChosen(persons, person)}
        value={person}
        onChange={(event) => onPerson(event.target.value)}
        disabled={!clientId}
      />
      <SelectField
        label="Device"
        choices={withChosen(machines, device)}
        value={device}
        onChange={(event) => onDevice(event.target.value)}
        disabled={!clientId}
      />
    </div>
  );
}
