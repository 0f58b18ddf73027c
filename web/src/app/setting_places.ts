// The pages of the settings, in groups, with the words under which somebody would look for them.
export interface SettingPlace {
  to: string;
  label: string;
  needs: string; // the permission without which the page would be empty; none: everybody's own
  words: string; // found by these too
}
export interface SettingGroup {
  label: string;
  places: readonly SettingPlace[];
}

export const settingGroups: readonly SettingGroup[] = [
  {
    label: "People and access",
    places: [
      { to: "/settings/people", label: "People", needs: "account.read", words: "accounts users technicians invite team sessions" },
      { to: "/settings/roles", label: "Roles", needs: "account.read", words: "permissions rights" },
      { to: "/settings/providers", label: "Sign-in providers", needs: "identity.configure", words: "oidc openid sso single sign-on entra google" },
      { to: "/settings/tokens", label: "API tokens", needs: "", words: "keys integration scripts" },
      { to: "/settings/audit", label: "Audit", needs: "audit.read", words: "history who did what log" },
      { to: "/settings/accountability", label: "Accountability log", needs: "log.read", words: "privileged proof verify export check" },
      { to: "/settings/authority", label: "Authority", needs: "authority.read", words: "keys who may sign genesis recovery grants stop beacon" },
    ],
  },
  {
    label: "Desk",
    places: [
      { to: "/settings/categories", label: "Categories", needs: "ticket.configure", words: "tree kinds of tickets" },
      { to: "/settings/templates", label: "Ticket templates", needs: "template.use", words: "checklists fields" },
      { to: "/settings/replies", label: "Canned replies", needs: "template.use", words: "text blocks snippets macros" },
      { to: "/settings/schedules", label: "Scheduled tickets", needs: "template.use", words: "recurring repeat calendar" },
      { to: "/settings/standard-changes", label: "Standard changes", needs: "change.read", words: "templates change" },
      { to: "/settings/time", label: "Time", needs: "time.configure", words: "rounding booking billable approval" },
      { to: "/settings/surveys", label: "Surveys", needs: "survey.configure", words: "satisfaction question csat" },
    ],
  },
  {
    label: "Promises",
    places: [
      { to: "/settings/service-levels", label: "Service levels", needs: "sla.read", words: "sla policies calendars holidays working hours deadlines" },
      { to: "/settings/on-call", label: "On call", needs: "oncall.read", words: "escalation rotation duty paging schedule override" },
    ],
  },
  {
    label: "Channels",
    places: [
      { to: "/settings/mail", label: "Mail", needs: "mail.read", words: "imap smtp e-mail mailbox dkim sender quarantine" },
      { to: "/settings/portal", label: "Portal", needs: "portal.write", words: "clients logo colours address" },
      { to: "/settings/channels", label: "Notification channels", needs: "channel.read", words: "webhook slack teams sms ntfy phone" },
      { to: "/settings/deliveries", label: "Delivery log", needs: "channel.read", words: "sent messages failed resend" },
    ],
  },
  {
    label: "Data",
    places: [
      { to: "/settings/imports", label: "Imports", needs: "import.run", words: "csv autotask halo connectwise migration" },
      { to: "/settings/attachments", label: "Attachments", needs: "attachment.configure", words: "files virus clamav size" },
      { to: "/settings/checks", label: "Check catalogue", needs: "check.read", words: "monitoring thresholds" },
    ],
  },
];

/// What this person may open, and of that what a text finds: every word begins a word of the name or of the others.
export function settingsFor(permissions: readonly string[], text = ""): SettingGroup[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label, words }: SettingPlace, group: string) => {
    const names = `${label} ${words} ${group}`.toLowerCase().split(/[\s-]+/);
    return wanted.every((word) => names.some((name) => name.startsWith(word)));
  };
  return settingGroups
    .map(({ label, places }) => ({
      label,
      places: places.filter((place) => (!place.needs || permissions.includes(place.needs)) && fits(place, label)),
    }))
    .filter((group) => group.places.length > 0);
}
