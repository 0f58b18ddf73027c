// Ctrl+K: devices, tickets, clients, people, pages and the actions of this page, in one box.
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useAllCommands } from "@/ui/commands";
import { counted } from "@/ui/format";
import { useAllKeys } from "@/ui/keys";
import { setPreference } from "@/ui/preferences";
import { recents } from "@/ui/recent";
import { useSession } from "@/api/session";
import { usePlaces } from "./navigation";
import { narrowed, offeredHere, type PaletteGroup, type PaletteItem } from "./palette_items";
import { useFound } from "./palette_search";
import { settingsFor } from "./setting_places";

// What can be begun from anywhere, for whoever may.
const beginnings = [
  { label: "New ticket", to: "/tickets?make=ticket", needs: "ticket.write" },
  { label: "Add a device", to: "/devices/add", needs: "device.enrol" },
  { label: "Run a script", to: "/jobs/new", needs: "job.write" },
  { label: "Plan maintenance", to: "/maintenance?make=window", needs: "maintenance.write" },
];

export default function Palette({ onClose, openKeys }: { onClose: () => void; openKeys: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const words = useDeferredValue(text.trim());
  const found = useFound(words);
  const groups = [...narrowed(useOffered(words, openKeys), words), ...found.groups];
  const items = groups.flatMap((group) => group.items);
  const chosen = Math.min(at, items.length - 1);
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    // After the box has gone: what runs may open a dialog of its own.
    window.setTimeout(item.run, 0);
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && items.length > 0) setAt((chosen + steps[event.key] + items.length) % items.length);
    else if (event.key === "Enter") run(items[chosen]);
    else return;
    event.preventDefault();
    requestAnimationFrame(() =>
      document.querySelector(`[data-palette="${id}"] [aria-selected=true]`)?.scrollIntoView({ block: "nearest" }),
    );
  };
  let index = -1;
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center p-3 sm:pt-[12vh]">
          <Base.Popup
            aria-label="Search or run a command"
            className="flex max-h-[min(70vh,560px)] w-full max-w-xl flex-col overflow-hidden rounded-xl border border-line bg-bg text-ink
              shadow-2xl outline-none"
          >
            <label className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
              <Search size={15} aria-hidden className="shrink-0 text-dim" />
              <input
                type="text"
                role="combobox"
                aria-label="Search or run a command"
                aria-expanded
                aria-controls={`${id}-list`}
                aria-autocomplete="list"
                aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setAt(0);
                }}
                onKeyDown={press}
                placeholder="Device, ticket, client, person or command"
                autoComplete="off"
                spellCheck={false}
                className="h-full w-full min-w-0 bg-transparent text-sm outline-none coarse:text-base"
              />
            </label>
            <div
              id={`${id}-list`}
              data-palette={id}
              role="listbox"
              aria-label="Results"
              tabIndex={-1}
              className="scroll-thin min-h-0 overflow-auto py-1"
            >
              {groups.map((group) => (
                <div key={group.title} role="group" aria-label={group.title}>
                  <div aria-hidden className="px-4 pt-2 pb-1 text-[11px] font-semibold text-dim">
                    {group.title}
                  </div>
                  {group.items.map((item) => {
                    index += 1;
                    const mine = index;
                    return (
                      <div
                        key={item.id}
                        id={`${id}-${mine}`}
                        role="option"
                        aria-selected={mine === chosen}
                        tabIndex={-1}
                        onMouseMove={() => setAt(mine)}
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={() => run(item)}
                        onKeyDown={undefined}
                        className={`mx-1 flex min-h-8 items-center justify-between gap-4 rounded-md px-3 coarse:min-h-11 ${mine === chosen ? "bg-sel" : ""}`}
                      >
                        <span className="truncate">{item.label}</span>
                        {item.hint && <span className="shrink-0 truncate text-xs text-dim">{item.hint}</span>}
                      </div>
                    );
                  })}
                </div>
              ))}
            </div>
            <p role="status" className={items.length > 0 ? "sr-only" : "p-4 text-dim"}>
              {items.length > 0
                ? counted(items.length, "result", "results")
                : found.busy
                  ? "Searching"
                  : "Nothing matches. Try a part of a name, an address or a number."}
            </p>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function useOffered(text: string, openKeys: () => void): PaletteGroup[] {
  const navigate = useNavigate();
  const places = usePlaces(),
    commands = useAllCommands(),
    keys = useAllKeys();
  const go = (to: string) => void navigate({ href: to });
  const permissions = useSession()?.permissions ?? [];
  const themes = (["light", "dark", "system"] as const).map((theme) => ({
    id: `theme ${theme}`,
    label: `Theme: ${theme}`,
    run: () => setPreference("theme", theme),
  }));
  return [
    { title: "On this page", items: offeredHere(commands, keys) },
    {
      title: "Recent",
      items: recents().map((recent) => ({ id: `recent ${recent.to}`, label: recent.label, hint: recent.hint, run: () => go(recent.to) })),
    },
    {
      title: "Go to",
      items: [
        ...places.map((place) => ({ id: place.to, label: place.label, run: () => go(place.to) })),
        { id: "settings", label: "Settings", run: () => go("/settings") },
        { id: "account", label: "My account", run: () => go("/account") },
      ],
    },
    {
      title: "Settings",
      // Only for who looks for one: without a text they would be most of the list.
      items: text
        ? settingsFor(permissions).flatMap((group) =>
            group.places.map((page) => ({ id: page.to, label: page.label, hint: "Settings", words: page.words, run: () => go(page.to) })),
          )
        : [],
    },
    {
      title: "Do",
      items: [
        ...beginnings.filter(({ needs }) => permissions.includes(needs)).map(({ label, to }) => ({ id: to, label, run: () => go(to) })),
        { id: "keys", label: "Show all keys", hint: "?", run: openKeys },
        ...(text ? themes : []),
      ],
    },
  ];
}
