// The places of the console, in the order and groups in which the rail shows them.
import {
  BookOpen,
  Building2,
  ChartColumn,
  CircleAlert,
  Clock,
  Columns3,
  DatabaseBackup,
  FileText,
  GitPullRequestArrow,
  Inbox,
  Laptop,
  Megaphone,
  NotebookPen,
  Puzzle,
  Radar,
  Search,
  Settings,
  Siren,
  Smile,
  ScrollText,
  ShieldCheck,
  SquareTerminal,
  Stamp,
  Wrench,
  type LucideIcon,
} from "lucide-react";

export interface Place {
  to:
    | "/now"
    | "/alerts"
    | "/incidents"
    | "/disturbances"
    | "/major-incidents"
    | "/hand-overs"
    | "/tickets"
    | "/dispatch"
    | "/search"
    | "/knowledge"
    | "/devices"
    | "/clients"
    | "/maintenance"
    | "/time"
    | "/satisfaction"
    | "/approvals"
    | "/problems"
    | "/changes"
    | "/jobs"
    | "/scripts"
    | "/policies"
    | "/backups"
    | "/figures"
    | "/settings";
  label: string;
  icon: LucideIcon;
  needs: string; // the permission without which the page would be empty
  q?: string; // the filter that one usually wants first
}

export interface PlaceGroup {
  label: string; // empty: stands first, without a head
  places: readonly Place[];
}

export const groups: readonly PlaceGroup[] = [
  { label: "", places: [{ to: "/now", label: "Now", icon: Inbox, needs: "alert.read" }] },
  {
    label: "Watching",
    places: [
      { to: "/alerts", label: "Alerts", icon: CircleAlert, needs: "alert.read", q: "state:open,acknowledged" },
      { to: "/incidents", label: "Incidents", icon: Siren, needs: "alert.read", q: "-state:resolved,discarded" },
      { to: "/major-incidents", label: "Major incidents", icon: Megaphone, needs: "oncall.read", q: "state:open" },
      { to: "/devices", label: "Devices", icon: Laptop, needs: "device.read" },
      { to: "/maintenance", label: "Maintenance", icon: Wrench, needs: "alert.read" },
    ],
  },
  {
    label: "Service desk",
    places: [
      { to: "/tickets", label: "Tickets", icon: FileText, needs: "ticket.read", q: "is:open" },
      { to: "/dispatch", label: "Dispatch", icon: Columns3, needs: "ticket.read" },
      { to: "/problems", label: "Problems", icon: Puzzle, needs: "problem.read", q: "is:open" },
      { to: "/changes", label: "Changes", icon: GitPullRequestArrow, needs: "change.read", q: "is:open" },
      { to: "/approvals", label: "Approvals", icon: Stamp, needs: "approval.read" },
      { to: "/hand-overs", label: "Hand-overs", icon: NotebookPen, needs: "oncall.read" },
      { to: "/knowledge", label: "Knowledge", icon: BookOpen, needs: "knowledge.read" },
      { to: "/search", label: "Search", icon: Search, needs: "ticket.read" },
      { to: "/time", label: "Time", icon: Clock, needs: "time.write" },
    ],
  },
  {
    label: "Machines",
    places: [
      { to: "/jobs", label: "Jobs", icon: SquareTerminal, needs: "job.read" },
      { to: "/scripts", label: "Scripts", icon: ScrollText, needs: "job.read" },
      { to: "/policies", label: "Policies", icon: ShieldCheck, needs: "job.read" },
      { to: "/backups", label: "Backups", icon: DatabaseBackup, needs: "backup.read" },
    ],
  },
  {
    label: "Clients",
    places: [
      { to: "/clients", label: "Clients", icon: Building2, needs: "client.read" },
      { to: "/disturbances", label: "Who knew first", icon: Radar, needs: "proactivity.read", q: "-state:merged" },
      { to: "/figures", label: "Figures", icon: ChartColumn, needs: "figure.read" },
      { to: "/satisfaction", label: "Satisfaction", icon: Smile, needs: "survey.read" },
    ],
  },
];

export const settings: Place = { to: "/settings", label: "Settings", icon: Settings, needs: "" };
