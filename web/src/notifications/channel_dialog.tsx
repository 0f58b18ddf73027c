import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Channel, ChannelKind } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import {
  controlOf,
  fieldOfMoment,
  madeSecret,
  missingSetting,
  momentOfField,
  settingsOf,
  settingsToSend,
  type Settings,
} from "./channel_form";
import { events, priorities, usualEvents } from "./event_words";

interface Props {
  kinds: readonly ChannelKind[];
  channel?: Channel; // absent: a new one
  onClose: () => void;
}

export function ChannelDialog({ kinds, channel, onClose }: Props) {
  const [kindName, setKindName] = useState(channel?.kind ?? kinds[0]?.kind ?? "");
  const kind = kinds.find((one) => one.kind === kindName);
  const [name, setName] = useState(channel?.name ?? "");
  const [settings, setSettings] = useState<Settings>(() => settingsOf(kind, channel?.settings));
  const [wanted, setWanted] = useState<readonly string[]>(channel?.events ?? usualEvents);
  const [priority, setPriority] = useState(channel?.minimum_priority ?? "");
  const [clientIds, setClientIds] = useState<readonly string[]>(channel?.client_ids ?? []);
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const missing = kind ? missingSetting(kind, settings, channel?.settings) : "a kind";
  const save = async () => {
    if (!kind) return;
    setBusy(true);
    const request = {
      name: name.trim(),
      settings: settingsToSend(kind, settings, channel?.settings),
      events: [...wanted],
      minimum_priority: priority,
      client_ids: [...clientIds],
    };
    try {
      if (channel) await call(methods.updateChannel, { channel_id: channel.channel_id, ...request }, { etag: channel.etag });
      else await call(methods.createChannel, { kind: kind.kind, ...request });
      onClose();
      say(channel ? `Saved ${request.name}.` : `${request.name} is there. Send a test to see that it arrives.`);
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.listChannels]);
  };
  return (
    <FormDialog
      wide
      title={channel ? "Edit the channel" : "Add a channel"}
      submit={channel ? "Save" : "Add channel"}
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!name.trim() || Boolean(missing) || wanted.length === 0}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          placeholder="Service desk"
          error={error?.field("name")}
          autoFocus
        />
        <SelectField
          label="Kind"
          value={kindName}
          disabled={Boolean(channel)}
          choices={kinds.map((one) => ({ value: one.kind, label: one.label }))}
          onChange={(event) => {
            setKindName(event.target.value);
            setSettings(
              settingsOf(
                kinds.find((one) => one.kind === event.target.value),
                undefined,
              ),
            );
          }}
        />
        {kind?.settings.map((setting) => {
          return (
            <SettingField
              key={setting.name}
              setting={setting}
              value={settings[setting.name] ?? ""}
              isStored={setting.secret && Boolean(channel?.settings[setting.name])}
              error={error?.field(`settings/${setting.name}`)}
              change={(value) => setSettings({ ...settings, [setting.name]: value })}
            />
          );
        })}
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">Tells when</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {events.map((event) => (
            <CheckField
              key={event.value}
              label={event.label}
              checked={wanted.includes(event.value)}
              onChange={(change) =>
                setWanted(change.target.checked ? [...wanted, event.value] : wanted.filter((one) => one !== event.value))
              }
            />
          ))}
        </div>
      </fieldset>
      <SelectField
        label="Of priority"
        value={priority}
        choices={priorities}
        onChange={(event) => setPriority(event.target.value)}
        help="What has no priority, as a message, always counts."
      />
      <ClientChoice ids={clientIds} change={setClientIds} hadSome={(channel?.client_ids.length ?? 0) > 0} />
      {missing && name.trim() && (
        <p className="text-dim" aria-live="polite">
          Still to be filled in: {missing}.
        </p>
      )}
    </FormDialog>
  );
}

interface SettingProps {
  setting: ChannelKind["settings"][number];
  value: string;
  isStored: boolean;
  error?: string;
  change: (value: string) => void;
}

function SettingField({ setting, value, isStored, error, change }: SettingProps) {
  const [made, setMade] = useState(false); // whoever had it made must read it once, to give it to the receiver
  const control = controlOf(setting);
  if (control === "check")
    return (
      <CheckField
        className="sm:col-span-2"
        label={setting.label}
        help={setting.help}
        checked={value === "yes"}
        onChange={(event) => change(event.target.checked ? "yes" : "no")}
      />
    );
  const field = (
    <TextField
      label={setting.required ? setting.label : `${setting.label} (optional)`}
      type={control === "moment" ? "datetime-local" : setting.secret && !made ? "password" : "text"}
      autoComplete={setting.secret ? "new-password" : "off"}
      spellCheck={false}
      value={control === "moment" ? fieldOfMoment(value) : value}
      placeholder={isStored ? "stored; empty keeps it" : setting.example}
      help={setting.help}
      error={error}
      onChange={(event) => change(control === "moment" ? momentOfField(event.target.value) : event.target.value)}
    />
  );
  if (control !== "made") return field;
  return (
    <div className="space-y-1">
      {field}
      <Button
        onClick={() => {
          setMade(true);
          change(madeSecret());
        }}
      >
        Make one
      </Button>
      {made && <p className="text-xs text-dim">Copy it now: it is not shown again.</p>}
    </div>
  );
}

function ClientChoice({ ids, change, hadSome }: { ids: readonly string[]; change: (ids: readonly string[]) => void; hadSome: boolean }) {
  const clients = useClients();
  const [some, setSome] = useState(ids.length > 0);
  if (clients.length < 2 && !hadSome) return null;
  return (
    <fieldset>
      <legend className="mb-1 font-medium">About</legend>
      <CheckField
        label="Chosen clients only"
        checked={some}
        onChange={(event) => {
          setSome(event.target.checked);
          if (!event.target.checked) change([]);
        }}
      />
      {some && (
        <div
          className="scroll-thin mt-2 max-h-40 space-y-1.5 overflow-auto rounded-md border border-line p-2"
          role="group"
          aria-label="Clients"
          tabIndex={0}
        >
          {clients.map((client) => (
            <CheckField
              key={client.client_id}
              label={client.name ?? ""}
              checked={ids.includes(client.client_id)}
              onChange={(event) =>
                change(event.target.checked ? [...ids, client.client_id] : ids.filter((one) => one !== client.client_id))
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
