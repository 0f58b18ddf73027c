// Every page, its address and where it hangs. Pages are loaded when they are first shown; a page is
// the default export of its module.
import type { ReactNode } from "react";
import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { ErrorPage, NotFound } from "./error_page";
import { FirstPlace } from "./first_place";
import { outside, root } from "./outside_routes";
import { parseAddress, writeAddress } from "./search";
import { Shell } from "./shell";

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
const inShell = <const Path extends string>(path: Path, load: () => Promise<{ default: () => ReactNode }>) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) });
const home = createRoute({ getParentRoute: () => shell, path: "/", component: FirstPlace });

const now = createRoute({ getParentRoute: () => shell, path: "/now", component: lazyRouteComponent(() => import("@/alerting/now_page")) });
const alerts = createRoute({
  getParentRoute: () => shell,
  path: "/alerts",
  component: lazyRouteComponent(() => import("@/alerting/alerts_page")),
});
const incidents = createRoute({
  getParentRoute: () => shell,
  path: "/incidents",
  component: lazyRouteComponent(() => import("@/alerting/incidents_page")),
});
const disturbances = createRoute({
  getParentRoute: () => shell,
  path: "/disturbances",
  component: lazyRouteComponent(() => import("@/proactivity/disturbances_page")),
});
const figures = createRoute({ getParentRoute: () => shell, path: "/figures", component: lazyRouteComponent(() => import("@/figures/figures_page")) });
const exceptions = createRoute({
  getParentRoute: () => shell, path: "/figures/exceptions", component: lazyRouteComponent(() => import("@/figures/exceptions_page")),
});
const majors = createRoute({
  getParentRoute: () => shell,
  path: "/major-incidents",
  component: lazyRouteComponent(() => import("@/major_incidents/majors_page")),
});
const handOvers = createRoute({
  getParentRoute: () => shell,
  path: "/hand-overs",
  component: lazyRouteComponent(() => import("@/escalation/hand_overs_page")),
});
const notices = createRoute({
  getParentRoute: () => shell,
  path: "/notices",
  component: lazyRouteComponent(() => import("@/notices/notices_page")),
});
const noticeSettings = createRoute({
  getParentRoute: () => shell,
  path: "/notices/settings",
  component: lazyRouteComponent(() => import("@/notices/notice_settings_page")),
});
const maintenance = createRoute({
  getParentRoute: () => shell,
  path: "/maintenance",
  component: lazyRouteComponent(() => import("@/alerting/maintenance_page")),
});
const tickets = createRoute({
  getParentRoute: () => shell,
  path: "/tickets",
  component: lazyRouteComponent(() => import("@/helpdesk/tickets_page")),
});
const ticket = createRoute({
  getParentRoute: () => shell,
  path: "/tickets/$ticket_id",
  component: lazyRouteComponent(() => import("@/helpdesk/ticket_page")),
});
const board = createRoute({
  getParentRoute: () => shell,
  path: "/dispatch",
  component: lazyRouteComponent(() => import("@/helpdesk/board_page")),
});
const search = createRoute({
  getParentRoute: () => shell,
  path: "/search",
  component: lazyRouteComponent(() => import("@/search/search_page")),
});
const knowledge = inShell("/knowledge", () => import("@/knowledge/articles_page"));
const newArticle = inShell("/knowledge/new", () => import("@/knowledge/new_article_page"));
const article = inShell("/knowledge/$article_id", () => import("@/knowledge/article_page"));
const devices = createRoute({
  getParentRoute: () => shell,
  path: "/devices",
  component: lazyRouteComponent(() => import("@/directory/devices_page")),
});
const addDevice = createRoute({
  getParentRoute: () => shell,
  path: "/devices/add",
  component: lazyRouteComponent(() => import("@/directory/add_device_page")),
});
const device = createRoute({
  getParentRoute: () => shell,
  path: "/devices/$device_id",
  component: lazyRouteComponent(() => import("@/monitoring/device_page")),
});
const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  component: lazyRouteComponent(() => import("@/approvals/approvals_page")),
});
const problems = createRoute({
  getParentRoute: () => shell,
  path: "/problems",
  component: lazyRouteComponent(() => import("@/problems/problems_page")),
});
const problem = createRoute({
  getParentRoute: () => shell,
  path: "/problems/$problem_id",
  component: lazyRouteComponent(() => import("@/problems/problem_page")),
});
const changes = createRoute({
  getParentRoute: () => shell,
  path: "/changes",
  component: lazyRouteComponent(() => import("@/changes/changes_page")),
});
const changeCalendar = createRoute({
  getParentRoute: () => shell,
  path: "/changes/calendar",
  component: lazyRouteComponent(() => import("@/changes/calendar_page")),
});
const change = createRoute({
  getParentRoute: () => shell,
  path: "/changes/$change_id",
  component: lazyRouteComponent(() => import("@/changes/change_page")),
});
const jobs = inShell("/jobs", () => import("@/jobs/jobs_page"));
const newJob = inShell("/jobs/new", () => import("@/jobs/new_job_page"));
const job = inShell("/jobs/$job_id", () => import("@/jobs/job_page"));
const scripts = inShell("/scripts", () => import("@/jobs/scripts_page"));
const script = inShell("/scripts/$script_id", () => import("@/jobs/script_page"));
const policies = inShell("/policies", () => import("@/jobs/policies_page"));
const backups = inShell("/backups", () => import("@/backups/backups_page"));
const backupItems = inShell("/backups/items", () => import("@/backups/items_page"));
const backupItem = inShell("/backups/items/$item_id", () => import("@/backups/item_page"));
const backupRuns = inShell("/backups/runs", () => import("@/backups/runs_page"));
const backupGaps = inShell("/backups/gaps", () => import("@/backups/gaps_page"));
const restoreTests = inShell("/backups/tests", () => import("@/restore_tests/restore_tests_page"));
const proofFindings = inShell("/backups/findings", () => import("@/restore_tests/proof_findings_page"));
const proofPlans = inShell("/backups/proof-plans", () => import("@/restore_tests/proof_plans_page"));
const proofCalendar = inShell("/backups/calendar", () => import("@/restore_tests/proof_calendar_page"));
const recoverability = inShell("/backups/recoverability", () => import("@/restore_tests/recoverability_page"));
const restoreTest = inShell("/restore-tests/$test_id", () => import("@/restore_tests/test_page"));
const clients = createRoute({ getParentRoute: () => shell, path: "/clients", component: lazyRouteComponent(() => import("@/directory/clients_page")) });
const client = createRoute({
  getParentRoute: () => shell,
  path: "/clients/$client_id",
  component: lazyRouteComponent(() => import("@/directory/client_page")),
});
const account = createRoute({ getParentRoute: () => shell, path: "/account", component: lazyRouteComponent(() => import("@/access/account_page")) });

const time = createRoute({
  getParentRoute: () => shell,
  path: "/time",
  component: lazyRouteComponent(() => import("@/timesheets/sheet_page")),
});
const timeEntries = createRoute({
  getParentRoute: () => shell,
  path: "/time/entries",
  component: lazyRouteComponent(() => import("@/timesheets/entries_page")),
});
const timeTeam = createRoute({
  getParentRoute: () => shell,
  path: "/time/team",
  component: lazyRouteComponent(() => import("@/timesheets/team_page")),
});
const satisfaction = createRoute({
  getParentRoute: () => shell,
  path: "/satisfaction",
  component: lazyRouteComponent(() => import("@/surveys/satisfaction_page")),
});
const elsewhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

const settings = createRoute({ getParentRoute: () => shell, path: "/settings", component: lazyRouteComponent(() => import("./settings")) });
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./settings"), "SettingsHome"),
});
const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("@/access/people_page")),
});
const roles = createRoute({
  getParentRoute: () => settings,
  path: "/roles",
  component: lazyRouteComponent(() => import("@/access/roles_page")),
});
const providers = createRoute({
  getParentRoute: () => settings,
  path: "/providers",
  component: lazyRouteComponent(() => import("@/access/providers_page")),
});
const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  component: lazyRouteComponent(() => import("@/access/tokens_page")),
});
const channels = createRoute({
  getParentRoute: () => settings,
  path: "/channels",
  component: lazyRouteComponent(() => import("@/notifications/channels_page")),
});
const deliveries = createRoute({
  getParentRoute: () => settings,
  path: "/deliveries",
  component: lazyRouteComponent(() => import("@/notifications/deliveries_page")),
});
const mails = createRoute({
  getParentRoute: () => settings,
  path: "/mail",
  component: lazyRouteComponent(() => import("@/correspondence/mails_page")),
});
const onCall = createRoute({
  getParentRoute: () => settings,
  path: "/on-call",
  component: lazyRouteComponent(() => import("@/escalation/on_call_page")),
});
const serviceLevels = createRoute({
  getParentRoute: () => settings,
  path: "/service-levels",
  component: lazyRouteComponent(() => import("@/service_levels/service_levels_page")),
});
const portal = createRoute({
  getParentRoute: () => settings,
  path: "/portal",
  component: lazyRouteComponent(() => import("@/portal/defaults_page")),
});
const attachments = createRoute({
  getParentRoute: () => settings,
  path: "/attachments",
  component: lazyRouteComponent(() => import("@/attachments/attachment_settings_page")),
});
const categories = createRoute({
  getParentRoute: () => settings,
  path: "/categories",
  component: lazyRouteComponent(() => import("@/helpdesk/categories_page")),
});
const templates = createRoute({
  getParentRoute: () => settings,
  path: "/templates",
  component: lazyRouteComponent(() => import("@/templates/templates_page")),
});
const replies = createRoute({
  getParentRoute: () => settings,
  path: "/replies",
  component: lazyRouteComponent(() => import("@/templates/replies_page")),
});
const schedules = createRoute({
  getParentRoute: () => settings,
  path: "/schedules",
  component: lazyRouteComponent(() => import("@/templates/schedules_page")),
});
const timeRules = createRoute({
  getParentRoute: () => settings,
  path: "/time",
  component: lazyRouteComponent(() => import("@/timesheets/time_settings_page")),
});
const changeTemplates = createRoute({
  getParentRoute: () => settings,
  path: "/standard-changes",
  component: lazyRouteComponent(() => import("@/changes/templates_page")),
});
const surveyRules = createRoute({
  getParentRoute: () => settings,
  path: "/surveys",
  component: lazyRouteComponent(() => import("@/surveys/survey_settings_page")),
});
const catalogue = createRoute({
  getParentRoute: () => settings,
  path: "/checks",
  component: lazyRouteComponent(() => import("@/monitoring/catalogue_page")),
});
const imports = createRoute({
  getParentRoute: () => settings,
  path: "/imports",
  component: lazyRouteComponent(() => import("@/imports/imports_page")),
});
const oneImport = createRoute({
  getParentRoute: () => settings,
  path: "/imports/$import_id",
  component: lazyRouteComponent(() => import("@/imports/import_page")),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  component: lazyRouteComponent(() => import("@/access/audit_page")),
});

const accountability = createRoute({
  getParentRoute: () => settings,
  path: "/accountability",
  component: lazyRouteComponent(() => import("@/accountability/log_page")),
});
const authority = createRoute({
  getParentRoute: () => settings,
  path: "/authority",
  component: lazyRouteComponent(() => import("@/authority/authority_page")),
});

const routeTree = root.addChildren([
  ...outside,
  shell.addChildren([
    home,
    now,
    alerts,
    incidents,
    disturbances,
    figures,
    exceptions,
    majors,
    handOvers,
    notices,
    noticeSettings,
    maintenance,
    tickets,
    ticket,
    board,
    search,
    knowledge,
    newArticle,
    article,
    devices,
    addDevice,
    device,
    approvals,
    problems,
    problem,
    changes,
    changeCalendar,
    change,
    jobs,
    newJob,
    job,
    scripts,
    script,
    policies,
    backups,
    backupItems,
    backupItem,
    backupRuns,
    backupGaps,
    restoreTests,
    proofFindings,
    proofPlans,
    proofCalendar,
    recoverability,
    restoreTest,
    clients,
    client,
    account,
    time,
    timeEntries,
    timeTeam,
    satisfaction,
    elsewhere,
    settings.addChildren([
      settingsHome,
      people,
      roles,
      providers,
      tokens,
      channels,
      deliveries,
      mails,
      serviceLevels,
      onCall,
      categories,
      templates,
      replies,
      schedules,
      attachments,
      portal,
      timeRules,
      changeTemplates,
      surveyRules,
      catalogue,
      imports,
      oneImport,
      audit,
      accountability,
      authority,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFound,
  parseSearch: parseAddress,
  stringifySearch: writeAddress,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
