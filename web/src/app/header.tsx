// The line above every page: title, which client, whether the screen is live, search, the person.
import { lazy, Suspense } from "react";
import { useNavigate } from "@tanstack/react-router";
import { CircleUser, Keyboard, LogOut, Moon, Search, Sun, SunMoon } from "lucide-react";
import { useCalm } from "@/api/calm";
import { setSession, useMay, useSession } from "@/api/session";
import { queries } from "@/api/query";
import { endSession } from "@/api/sign_out";
import { finishLater } from "@/ui/later";
import { Menu } from "@/ui/menu";
import { setPreference, usePreferences } from "@/ui/preferences";
import { forget } from "@/ui/recent";
import { Chip } from "@/ui/status";
import { useShownTitle } from "@/ui/title";
import { sayProblem } from "@/ui/toast";
import { ClientFilter } from "./client_filter";
import { LiveMark } from "./live_mark";

const HeaderBell = lazy(() => import("@/notices/header_bell"));
const HeaderTimer = lazy(() => import("@/timesheets/header_timer"));

export function Header({ openPalette, openKeys }: { openPalette: () => void; openKeys: () => void }) {
  const { text, before } = useShownTitle();
  const session = useSession();
  const mayBook = useMay("time.write");
  const calm = useCalm(); // their files come after the first rows
  return (
    <header className="no-print flex min-w-0 items-center gap-2 border-b border-line px-3 md:px-4">
      <h1 className="flex min-w-0 items-center gap-2 font-semibold">
        {before}
        <span className="truncate">{text}</span>
      </h1>
      {session?.demo && (
        <Chip tone="bg-note-bg text-ink">
          Demo<span className="max-sm:sr-only"> data</span>
        </Chip>
      )}
      <div className="ml-auto flex min-w-0 items-center gap-1.5 max-sm:shrink-0">
        {calm && mayBook && (
          <Suspense fallback={null}>
            <HeaderTimer />
          </Suspense>
        )}
        <LiveMark />
        {calm && (
          <Suspense fallback={null}>
            <HeaderBell />
          </Suspense>
        )}
        <ClientFilter />
        <button
          type="button"
          onClick={openPalette}
          title="Search or run a command"
          aria-keyshortcuts="Control+K"
          className="icon flex h-7 shrink-0 items-center gap-2 rounded-md border border-line bg-panel px-2 text-dim hover:text-ink
            max-lg:border-transparent max-lg:bg-transparent lg:w-72 max-lg:justify-center"
        >
          <Search size={14} aria-hidden className="shrink-0" />
          <span className="truncate max-lg:sr-only">Search or run a command</span>
          <kbd aria-hidden className="mono ml-auto rounded border border-line px-1 text-[11px] whitespace-nowrap max-lg:hidden">
            Ctrl K
          </kbd>
        </button>
        <PersonMenu openKeys={openKeys} />
      </div>
    </header>
  );
}

const nextTheme = { system: "light", light: "dark", dark: "system" } as const;
const themeIcons = { system: SunMoon, light: Sun, dark: Moon };

function PersonMenu({ openKeys }: { openKeys: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const { theme } = usePreferences();
  return (
    <Menu
      label={session ? `${session.name}: account and appearance` : "Account"}
      icon={CircleUser}
      quiet
      items={[
        { label: "My account", icon: CircleUser, run: () => void navigate({ to: "/account" }) },
        { label: `Theme: ${theme}`, icon: themeIcons[theme], run: () => setPreference("theme", nextTheme[theme]) },
        { label: "Keys", icon: Keyboard, run: openKeys },
        { label: "Sign out", icon: LogOut, run: () => void signOut(() => void navigate({ to: "/sign-in" })) },
      ]}
    />
  );
}

export async function signOut(leave: () => void) {
  let there = "";
  try {
    await finishLater();
    there = await endSession();
  } catch (error) {
    sayProblem("You are still signed in.", error);
    return;
  }
  forget();
  if (there) {
    location.replace(there);
    return;
  }
  leave();
  // After the shell has gone: nothing of the person before stays in memory.
  window.setTimeout(() => {
    queries.clear();
    setSession(null);
  }, 0);
}
