interface Contact {
  contact_phone: string;
  contact_email: string;
  contact_note: string;
}

/// A telephone and an address that can be touched, where there is one.
export function WhomToCall({ contact, intro, className = "" }: { contact?: Contact; intro: string; className?: string }) {
  const { contact_phone: phone, contact_email: email, contact_note: note } = contact ?? {};
  if (!phone && !email && !note) return null;
  return (
    <footer className={`flex flex-wrap items-center gap-x-4 text-sm text-dim ${className}`}>
      <span>{intro}</span>
      {phone && (
        <a href={`tel:${phone.replaceAll(/[^0-9+]/g, "")}`} className="link py-1.5">
          {phone}
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`} className="link py-1.5 break-all">
          {email}
        </a>
      )}
      {note && <span>{note}</span>}
    </footer>
  );
}
