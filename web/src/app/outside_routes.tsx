// The root of all addresses, and the pages that stand outside the frame: whoever opens them has not signed in, or needs nothing else.
import { createRootRoute, createRoute, lazyRouteComponent, Outlet, retainSearchParams } from "@tanstack/react-router";
import { NotFound } from "./error_page";
import { readSearch, type PageSearch } from "./search";

export const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  validateSearch: readSearch,
  // The client that everything is narrowed to follows the person through the console.
  search: { middlewares: [retainSearchParams<PageSearch>(["client"])] },
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/access/sign_in_page")),
});
const providerReturn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/provider",
  // What the provider says stands in the address: kept as it came.
  validateSearch: ({ state, code, iss, error }: Record<string, unknown>): Record<string, unknown> => ({ state, code, iss, error }),
  component: lazyRouteComponent(() => import("@/access/provider_page")),
});
const mailLink = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/mail",
  component: lazyRouteComponent(() => import("@/access/mail_link_page")),
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link",
  component: lazyRouteComponent(() => import("@/access/redeem_page")),
});
const acknowledge = createRoute({
  getParentRoute: () => root,
  path: "/acknowledge",
  component: lazyRouteComponent(() => import("@/escalation/acknowledge_page")),
});
const approve = createRoute({
  getParentRoute: () => root,
  path: "/approve",
  component: lazyRouteComponent(() => import("@/approvals/approve_page")),
});
const file = createRoute({
  getParentRoute: () => root,
  path: "/file",
  component: lazyRouteComponent(() => import("@/attachments/file_page")),
});
const survey = createRoute({
  getParentRoute: () => root,
  path: "/survey",
  component: lazyRouteComponent(() => import("@/surveys/survey_page")),
});

export const outside = [signIn, providerReturn, mailLink, link, acknowledge, survey, approve, file] as const;
