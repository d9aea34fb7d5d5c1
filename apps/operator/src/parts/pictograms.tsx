/** What each polymer mostly arrives as, drawn so that it can be told at arm's length without reading. */
const SHAPES = {
  HDPE: 'M18 16h12v6l7 6v26H11V28l7-6zM19 10h10v6H19z M19 34h10',
  LDPE: 'M12 22h24l4 32H8zM16 22v-6a4 4 0 0 1 4-4M32 22v-6a4 4 0 0 0-4-4',
  PP: 'M8 16h32v6H8zM11 22l4 32h18l4-32 M19 30v16 M29 30v16',
  PS: 'M10 14h28l-5 40H15z M12 26h24 M13 34h22',
  PET: 'M20 8h8v6l5 8v32H15V22l5-8z M15 32h18 M15 42h18',
  mixed: 'M6 54h36L32 34l-6 10-8-20z M30 20l4-6 4 6-4 6z M12 26h7',
  PVC: 'M6 24h30v14H6z M36 20h6v22h-6z M14 24v14',
} as const;

export function Pictogram({ of }: { of: keyof typeof SHAPES }) {
  return (
    <svg viewBox="0 0 48 60" className="pictogram" aria-hidden="true">
      <path
        d={SHAPES[of]}
        fill="none"
        stroke="currentColor"
        strokeWidth="3.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
