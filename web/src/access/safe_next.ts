import { useNavigate } from "@tanstack/react-router";
import type { Session } from "@/api/generated/schema";
import { homeOf, isPortal } from "@/api/session";

/// Only a path of this console is a place to go to after signing in.
export const safeNext = (next: string | undefined, otherwise = "/"): string =>
  next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : otherwise;

/// Goes on after signing in: to where the person wanted to go, or to their own first page.
export function useGoOn(): (session: Session, next: string | undefined) => void {
  const navigate = useNavigate();
  return (session, next) => {
    const to = safeNext(next, homeOf(session));
    if (isPortal(to)) window.location.replace(to);
    else void navigate({ href: to, replace: true });
  };
}
