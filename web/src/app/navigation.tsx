// Where one can go: a rail at the side, a bar at the bottom on a phone.
import { useState } from "react";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Activity, Ellipsis, PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { methods } from "@/api/client";
import { useCalm } from "@/api/calm";
import { opening } from "@/api/default_view";
import { useApi } from "@/api/query";
import { useSession } from "@/api/session";
import { IconButton } from "@/ui/button";
import { count } from "@/ui/format";
import { Menu } from "@/ui/menu";
import { groups, settings, type Place, type PlaceGroup } from "./places";

const onThePhone = new Set(["/now", "/alerts", "/tickets", "/devices"]);

function usePlaceGroups(): readonly PlaceGroup[] {
  const permissions = useSession()?.permissions ?? [];
  return groups
    .map(({ label, places }) => ({ label, places: places.filter((place) => permissions.includes(place.needs)) }))
    .filter((group) => group.places.length > 0);
}

export function usePlaces(): readonly Place[] {
  return usePlaceGroups().flatMap((group) => group.places);
}

const usePath = () => useRouterState({ select: (state) => state.location.pathname });
const isAt = (path: string, place: Place) => path === place.to || path.startsWith(`${place.to}/`);

const storeKey = "steward.rail";
export function useRailOpen(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(() => {
    try {
      return localStorage.getItem(storeKey) !== "closed";
    } catch {
      return true;
    }
  });
  return [
    open,
    (next) => {
      setOpen(next);
      try {
        localStorage.setItem(storeKey, next ? "open" : "closed");
      } catch {
        /* lasts as long as the page */
      }
    },
  ];
}

/// How many things need a person; the same answer as the page Now.
export const nowRequest = { page_size: 500 };
function useWaiting(): number {
  const permissions = useSession()?.permissions ?? [];
  const enabled = useCalm() && permissions.includes("alert.read");
  return useApi(methods.listNow, nowRequest, { enabled, refetchInterval: 60_000 }).data?.total ?? 0;
}

function RailLink({ place, open, path, waiting }: { place: Place; open: boolean; path: string; waiting?: number }) {
  const Icon = place.icon,
    here = isAt(path, place);
  return (
    <Link
      to={place.to}
      search={opening(place.to.slice(1), place.q)}
      aria-current={here ? "page" : undefined}
      title={open ? undefined : place.label}
      className={`relative flex h-7 items-center gap-2.5 rounded-md px-2 coarse:h-11
        ${here ? "bg-sel font-medium" : "text-dim hover:bg-hover hover:text-ink"} ${open ? "" : "justify-center"}`}
    >
      <Icon size={15} aria-hidden className="shrink-0" />
      <span className={open ? "truncate" : "sr-only"}>{place.label}</span>
      {Boolean(waiting) && (
        <span
          className={open ? "ml-auto rounded bg-hover px-1.5 text-xs text-ink" : "absolute top-0.5 right-0.5 size-1.5 rounded-full bg-crit"}
        >
          <span className={open ? "" : "sr-only"}>{count(waiting ?? 0)}</span>
          <span className="sr-only"> waiting</span>
        </span>
      )}
    </Link>
  );
}

export function Rail({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const session = useSession();
  const path = usePath(),
    waiting = useWaiting();
  return (
    <nav aria-label="Main" className="no-print row-span-3 hidden min-h-0 flex-col border-r border-line bg-panel md:flex">
      <div className={`flex h-11 shrink-0 items-center gap-2 font-semibold ${open ? "px-3" : "justify-center"}`}>
        <span className="grid size-5 shrink-0 place-items-center rounded bg-accent text-accent-ink">
          <Activity size={13} aria-hidden />
        </span>
        {open && <span className="truncate">{session?.provider_name || "Steward"}</span>}
      </div>
      <div className="scroll-thin flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2">
        {usePlaceGroups().map(({ label, places }) => (
          <div key={label} role="group" aria-label={label || undefined} className={label ? "mt-2.5 flex flex-col gap-px" : "contents"}>
            {label && (
              <div aria-hidden className={open ? "px-2 pb-0.5 text-xs text-dim" : "mx-2 border-t border-line pb-1"}>
                {open && label}
              </div>
            )}
            {places.map((place) => (
              <RailLink key={place.to} place={place} open={open} path={path} waiting={place.to === "/now" ? waiting : undefined} />
            ))}
          </div>
        ))}
      </div>
      <div className={`flex shrink-0 gap-1 border-t border-line p-2 ${open ? "items-center" : "flex-col items-center"}`}>
        <div className={open ? "min-w-0 flex-1" : ""}>
          <RailLink place={settings} open={open} path={path} />
        </div>
        <IconButton
          icon={open ? PanelLeftClose : PanelLeftOpen}
          label={open ? "Fold the navigation" : "Unfold the navigation"}
          onClick={() => setOpen(!open)}
        />
      </div>
    </nav>
  );
}

export function BottomBar() {
  const path = usePath(),
    waiting = useWaiting(),
    navigate = useNavigate(),
    allowed = usePlaces();
  const bar = allowed.filter((place) => onThePhone.has(place.to));
  const rest = [...allowed.filter((place) => !onThePhone.has(place.to)), settings];
  return (
    <nav
      aria-label="Main, phone"
      className="no-print flex items-stretch border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {bar.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          search={opening(place.to.slice(1), place.q)}
          aria-current={isAt(path, place) ? "page" : undefined}
          className={`relative flex h-13 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[11px]
            ${isAt(path, place) ? "font-medium text-accent" : "text-dim"}`}
        >
          <place.icon size={18} aria-hidden />
          {place.label}
          {place.to === "/now" && waiting > 0 && (
            <span className="absolute top-1 left-1/2 ml-1.5 rounded-full bg-crit px-1 text-[10px] leading-4 text-bg">
              {count(waiting)}
              <span className="sr-only"> waiting</span>
            </span>
          )}
        </Link>
      ))}
      <span className="grid flex-1 place-items-center">
        <Menu
          label="More"
          icon={Ellipsis}
          quiet
          items={rest.map((place) => ({
            label: place.label,
            icon: place.icon,
            run: () => void navigate({ to: place.to, search: opening(place.to.slice(1), place.q) }),
          }))}
        />
      </span>
    </nav>
  );
}
