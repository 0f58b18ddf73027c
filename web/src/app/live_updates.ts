// What a live update makes old: whatever is on screen is asked again, at most once a second per
// topic. Measured values of devices come inside the update itself and are handled by their pages.
import { useCallback, useEffect, useMemo } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { methods } from "@/api/client";
import { startLive, stopLive, useLive, type Update } from "@/api/live";
import { refresh } from "@/api/query";
import { useMay } from "@/api/session";

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
  ],
  major_incident: [methods.listMajorIncidents, methods.getMajorIncident],
  delivery: [methods.listDeliveries, methods.listChannels],
  enrolment: [methods.listEnrolments, methods.getEnrolment],
};
const pause = 1000;

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
  const gate = useMemo(() => makeGate((topic) => void refresh(client, touched[topic] ?? [])), [client]);
  useLive(
    "*",
    useCallback(
      (updates: readonly Update[]) => {
        for (const topic of new Set(updates.map((update) => update.topic))) if (topic in touched) gate(topic);
      },
      [gate],
    ),
  );
}
