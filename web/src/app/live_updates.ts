// What a live update makes old: whatever is on screen is asked again, at most once a second per
// topic. Measured values of devices come inside the update itself and are handled by their pages.
import { useCallback, useEffect, useMemo } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { methods } from "@/api/client";
import { startLive, stopLive, useLive, useLiveState, type Update } from "@/api/live";
import { refresh, toldLive } from "@/api/query";
import { sessionNow, useMay } from "@/api/session";
import { makeTicketUpdates, refreshTicketTopic } from "./live_tickets";

const alerting = [
  methods.listNow,
  methods.listAlerts,
  methods.getAlert,
  methods.listIncidents,
  methods.getIncident,
  methods.listMaintenanceWindows,
  methods.listSoftChecks,
];
const touched: Record<string, readonly { path: string }[]> = {
  alert: alerting,
  incident: alerting,
  maintenance: alerting,
  disturbance: [methods.listDisturbances, methods.getDisturbance, methods.listClientReports, methods.listVerdictOverrides, methods.getProactivity],
  // Not yet an alert, or no longer on the way to one.
  check: [methods.listSoftChecks],
  // Now and the alert name the ticket that stands for them.
  ticket: [methods.listTickets, methods.getTicket, methods.listMessages, methods.listAttachments, methods.listQueues, methods.listNow, methods.getAlert],
  article: [methods.listArticles],
  checklist: [methods.listChecklist],
  approval: [methods.listApprovals, methods.listMyApprovals, methods.getApproval, methods.listMessages, methods.getTicket],
  problem: [methods.listProblems, methods.getProblem, methods.listTicketProblems],
  change: [methods.listChanges, methods.getChange, methods.getChangeCalendar, methods.listTicketChanges],
  job: [methods.listJobs, methods.getJob, methods.listJobTargets, methods.listDeviceJobs],
  script: [methods.listScripts, methods.getScript],
  policy: [methods.listPolicies, methods.listPolicyRuns],
  authority: [methods.getAuthority, methods.listGateQuestions, methods.listGrants],
  gate: [methods.getGate, methods.listGates],
  backup: [
    methods.listBackupItems,
    methods.getBackupItem,
    methods.listBackupRuns,
    methods.getBackupRun,
    methods.listBackupGaps,
    methods.getBackupFigures,
  ],
  restore_test: [
    methods.listRestoreTests,
    methods.getRestoreTest,
    methods.listProofPlans,
    methods.getProofPlan,
    methods.listProofFindings,
    methods.getItemRecovery,
    methods.getRecoverability,
  ],
  presence: [methods.listPresence],
  client: [methods.listClients, methods.getClient, methods.listSites, methods.listPeople],
  escalation: [
    methods.getOnCall,
    methods.listRuns,
    methods.getRun,
    methods.listPagingTests,
    methods.getTicketEscalation,
    methods.listHandOvers,
    methods.getHandOver,
    methods.listShiftSwaps,
    methods.listSchedules,
    methods.getRoster,
  ],
  major_incident: [methods.listMajorIncidents, methods.getMajorIncident],
  delivery: [methods.listDeliveries, methods.listChannels],
  enrolment: [methods.listEnrolments, methods.getEnrolment],
};
const pause = 1000;
// Not all at once when many lose the line in the same moment.
const askedWhileCut = 30_000,
  spread = 10_000;

/// Runs `act` at once for the first of a burst and once more after it.
export function makeGate(act: (topic: string) => void, wait = pause) {
  const busy = new Map<string, boolean>();
  const again = (topic: string) => {
    const more = busy.get(topic);
    busy.delete(topic);
    if (more) open(topic);
  };
  const open = (topic: string) => {
    if (busy.has(topic)) {
      busy.set(topic, true);
      return;
    }
    busy.set(topic, false);
    act(topic);
    setTimeout(() => again(topic), wait);
  };
  return open;
}

export function useLiveUpdates() {
  const client = useQueryClient();
  const may = useMay("device.read");
  useEffect(() => {
    if (!may) return undefined;
    startLive(methods.watchLive.path, () => void client.invalidateQueries());
    return stopLive;
  }, [may, client]);
  const { state } = useLiveState();
  useEffect(() => {
    if (state !== "live") return undefined;
    toldLive.add(methods.listTickets.path);
    return () => void toldLive.delete(methods.listTickets.path);
  }, [state]);
  // The line is cut, or there is no room for one more: what is on screen is asked for now and then.
  const cut = state === "lost";
  useEffect(() => {
    if (!may || !cut) return undefined;
    const ask = () => {
      if (!document.hidden) void client.invalidateQueries();
    };
    const timer = window.setInterval(ask, askedWhileCut + Math.random() * spread);
    return () => window.clearInterval(timer);
  }, [may, cut, client]);
  const gate = useMemo(
    () => makeGate((topic) => void (refreshTicketTopic(client, topic) || refresh(client, touched[topic] ?? []))),
    [client],
  );
  const takeTicket = useMemo(() => makeTicketUpdates(client, gate), [client, gate]);
  useLive(
    "*",
    useCallback(
      (updates: readonly Update[]) => {
        const me = sessionNow()?.account_id ?? "";
        for (const update of updates) {
          if (update.topic === "ticket" && takeTicket(update, me)) continue;
          // "mine": there is something new for this person alone, of what no other screen hears.
          const told = update.topic === "mine" ? String(update.data.topic) : update.topic;
          const topic = told === "presence" && update.id ? `presence/${update.id}` : told;
          if (topic in touched || topic.includes("/")) gate(topic);
        }
      },
      [gate, takeTicket],
    ),
  );
}
