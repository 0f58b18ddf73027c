// The keys that lead to a place, for whoever may see it: the same way as the link in the rail.
import { useNavigate } from "@tanstack/react-router";
import { opening } from "@/api/default_view";
import { useMay } from "@/api/session";
import type { KeyBinding } from "@/ui/keys";
import { usePlaces } from "./navigation";
import { settings, type Place } from "./places";

const bound: readonly [keys: string, to: Place["to"], label: string][] = [
  ["g n", "/now", "Go to Now"],
  ["g d", "/devices", "Go to devices"],
  ["g a", "/alerts", "Go to alerts"],
  ["g i", "/incidents", "Go to incidents"],
  ["g t", "/tickets", "Go to tickets"],
  ["g b", "/dispatch", "Go to the dispatch board"],
  ["g f", "/search", "Search everything"],
  ["g c", "/clients", "Go to clients"],
  ["g k", "/backups", "Go to backups"],
  ["g m", "/maintenance", "Go to maintenance"],
  ["g s", "/settings", "Go to settings"],
];

export function usePlaceKeys(): KeyBinding[] {
  const navigate = useNavigate();
  const places = [...usePlaces(), settings];
  const mayWrite = useMay("ticket.write");
  const keys = bound.flatMap(([pressed, to, label]) => {
    const place = places.find((one) => one.to === to);
    return place ? [{ keys: pressed, label, group: "Go to", run: () => void navigate({ to, search: opening(to.slice(1), place.q) }) }] : [];
  });
  const call = () => void navigate({ to: "/tickets", search: { q: "is:open", make: "call" } });
  return mayWrite ? [...keys, { keys: "g p", label: "Phone call: a new ticket", group: "Go to", run: call }] : keys;
}
