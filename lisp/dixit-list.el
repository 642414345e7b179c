;;; dixit-list.el --- Quotations and people beside the text  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;; This file is not part of GNU Emacs.

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the
;; Free Software Foundation, either version 3 of the License, or (at your
;; option) any later version.

;; This program is distributed in the hope that it will be useful, but
;; WITHOUT ANY WARRANTY; without even the implied warranty of
;; MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU
;; General Public License for more details.

;; You should have received a copy of the GNU General Public License along
;; with this program.  If not, see <https://www.gnu.org/licenses/>.

;;; Commentary:

;; `dixit-list-quotes' and `dixit-list-people' show what Dixit finds as a
;; table in a side window, kept in step with the text.
;;
;; The id of a row is a marker into the text.  Markers compare equal by
;; place, so that a row is found again after a new analysis although every
;; object in it is new.

;;; Code:

(require 'cl-lib)
(require 'tabulated-list)
(require 'pulse)
(require 'dixit)
(require 'dixit-jump)

(defcustom dixit-list-display-action
  '((display-buffer-reuse-window display-buffer-in-side-window)
    (side . bottom)
    (slot . 0)
    (window-height . 0.3))
  "How `display-buffer' shows the lists of quotations and people.
An entry in `display-buffer-alist' that matches their names, which begin
with \"*Dixit\", comes before this."
  :type display-buffer--action-custom-type
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defvar-local dixit-list--source nil
  "The buffer whose quotations or people this buffer lists.")

(defvar-local dixit-list--speaker nil
  "The speaker to whom the list is narrowed, or nil for all.")

(defvar-local dixit-list--terms nil
  "Whether marked words that are nobody's are listed too.")

(defvar-local dixit-list--counts ""
  "What the header line says of the number of rows.")

(defvar-local dixit-list--tick nil
  "The `buffer-chars-modified-tick' of the text that is listed.")

;;;; Rows

(defun dixit-list--marker (position)
  "Return a marker at POSITION of the source."
  (copy-marker position))

(defun dixit-list--by-number (column)
  "Return a predicate to sort rows by the number in COLUMN."
  (lambda (a b)
    (let ((x (string-to-number (aref (cadr a) column)))
          (y (string-to-number (aref (cadr b) column))))
      (if (= x y)
          (< (marker-position (car a)) (marker-position (car b)))
        (< x y)))))

(defun dixit-list--by-text (column)
  "Return a predicate to sort rows by the text in COLUMN, then by place."
  (lambda (a b)
    (let ((x (aref (cadr a) column)) (y (aref (cadr b) column)))
      (if (string-collate-equalp x y nil t)
          (< (marker-position (car a)) (marker-position (car b)))
        (string-collate-lessp x y nil t)))))

(defun dixit-list--words (string)
  "Return STRING on one line of reasonable length, clickable."
  (propertize (truncate-string-to-width
               (replace-regexp-in-string "[[:space:]\n]+" " " (or string ""))
               2000 nil nil t)
              'mouse-face 'highlight
              'help-echo "mouse-1: go there"))

(defun dixit-list--quote-rows (document)
  "Return rows for the quotations of DOCUMENT, and the header's counts.
The source is current; the list's variables are those of the caller."
  (let ((quotes (dixit-quotes document)) speakers)
    (cons
     (mapcar
      (lambda (quote)
        (let ((name (dixit--name quote)))
          (cl-pushnew (substring-no-properties name) speakers :test #'equal)
          (list (dixit-list--marker (dixit--start quote))
                (vector
                 (number-to-string (dixit-quote-line quote))
                 name
                 (symbol-name (dixit-quote-kind quote))
                 (let ((confidence (dixit-quote-confidence quote)))
                   (if confidence
                       (format "%d%%" (round (* 100 confidence)))
                     ""))
                 (dixit-list--words (dixit-quote-text quote))))))
      quotes)
     (format "%s by %s"
             (dixit-describe--count (length quotes) "quotation")
             (dixit-describe--count
              (length (dixit--speakers document)) "speaker")))))

(defun dixit-list--term-rows (document)
  "Return rows for marked words of DOCUMENT that are nobody's."
  (let (rows)
    (mapc (lambda (quote)
            (when (and (eq (dixit-quote-kind quote) 'term)
                       (dixit-quote-content quote))
              (push (list (dixit-list--marker (dixit--start quote))
                          (vector (number-to-string (dixit-quote-line quote))
                                  "" (propertize "term" 'face 'shadow) ""
                                  (dixit-list--words (dixit-quote-text quote))))
                    rows)))
          (dixit-document-quotes document))
    (nreverse rows)))

(defun dixit-list--people-rows (document)
  "Return rows for the people of DOCUMENT, and the header's counts.
The source is current."
  (let* ((entities (dixit-document-entities document))
         (first (make-vector (length entities) nil))
         (people 0) (speakers 0)
         rows)
    (mapc (lambda (mention)
            (let ((index (dixit-mention-entity mention)))
              (when (and index (not (aref first index)))
                (aset first index (dixit-mention-start mention)))))
          (dixit-document-mentions document))
    (dotimes (index (length entities))
      (let* ((entity (aref entities index))
             (name (dixit-entity-name entity))
             (speaks (> (dixit-entity-quotes entity) 0))
             (person (eq (dixit-entity-type entity) 'PER)))
        (when (and name (aref first index) (or speaks person))
          (when person (cl-incf people))
          (when speaks (cl-incf speakers))
          (push (list (dixit-list--marker (aref first index))
                      (vector
                       (number-to-string
                        (save-restriction
                          (widen)
                          (line-number-at-pos (aref first index))))
                       (let* ((face (dixit-highlight-face name))
                              ;; The silent have their colour, not in bold.
                              (face (if speaks (or face 'dixit-speaker-name)
                                      (or (cdr face) 'default))))
                         (propertize name 'face face 'mouse-face 'highlight
                                     'help-echo "mouse-1: go there"))
                       (number-to-string (dixit-entity-quotes entity))
                       (number-to-string (dixit-entity-mentions entity))
                       (symbol-name (dixit-entity-type entity))
                       (pcase (dixit-entity-gender entity)
                         ((or 'm ?m "m") "m") ((or 'f ?f "f") "f") (_ ""))
                       (or (dixit-entity-role entity) "")))
                rows))))
    (cons (nreverse rows)
          (format "%s, %s"
                  (if (= people 1) "1 person" (format "%d people" people))
                  (dixit-describe--count speakers "speaker")))))

;;;; Filling the buffer

(defun dixit-list--source ()
  "Return the buffer that is listed here, or signal an error."
  (if (buffer-live-p dixit-list--source)
      dixit-list--source
    (user-error "The text that is listed here is gone")))

(defun dixit-list--format (rows)
  "Return `tabulated-list-format' for ROWS of the current list."
  (let ((name (min 28 (apply #'max 8
                             (mapcar (lambda (row)
                                       (string-width (aref (cadr row) 1)))
                                     rows))))
        (line `("Line" 6 ,(dixit-list--by-number 0) :right-align t :pad-right 2)))
    (if (derived-mode-p 'dixit-people-mode)
        `[,line
          ("Name" ,name ,(dixit-list--by-text 1))
          ("Quotes" 8 ,(dixit-list--by-number 2) :right-align t :pad-right 2)
          ("Mentions" 10 ,(dixit-list--by-number 3) :right-align t :pad-right 2)
          ("Type" 7 ,(dixit-list--by-text 4))
          ("Sex" 5 ,(dixit-list--by-text 5))
          ("Role" 0 ,(dixit-list--by-text 6))]
      `[,line
        ("Speaker" ,name ,(dixit-list--by-text 1))
        ("Kind" 9 ,(dixit-list--by-text 2))
        ("Sure" 6 ,(dixit-list--by-number 3) :right-align t :pad-right 2)
        ("Words" 0 ,(dixit-list--by-text 4))])))

(defun dixit-list--collect ()
  "Set the entries and the format of this list from the source."
  (let* ((source (dixit-list--source))
         (people (derived-mode-p 'dixit-people-mode))
         (terms dixit-list--terms)
         (found (with-current-buffer source
                  (save-restriction
                    (widen)
                    (let* ((document (dixit-current-document))
                           (rows (if people (dixit-list--people-rows document)
                                   (dixit-list--quote-rows document))))
                      (when terms
                        (setcar rows (append (car rows)
                                             (dixit-list--term-rows document))))
                      rows))))
         (rows (car found)))
    (setq dixit-list--counts (cdr found))
    (when dixit-list--speaker
      (setq rows (cl-remove-if-not
                  (lambda (row) (equal (aref (cadr row) 1) dixit-list--speaker))
                  rows)
            dixit-list--counts
            (format "%d of %s, by %s (all: a)"
                    (length rows) dixit-list--counts dixit-list--speaker)))
    (setq tabulated-list-entries rows
          tabulated-list-format (dixit-list--format rows)
          dixit-list--tick (with-current-buffer source
                             (buffer-chars-modified-tick)))
    (tabulated-list-init-header)
    (setq header-line-format
          (list header-line-format
                (concat "   (" (string-replace "%" "%%" dixit-list--counts)
                        ")")))))

(defun dixit-list--row-at (marker position)
  "Return the position of the row of MARKER, which was in the text at POSITION.
If that row is gone, return that of the first row after it in the text, or
the last row."
  (save-excursion
    (goto-char (point-min))
    (let (exact after (last (point-min)))
      (while (not (or exact (eobp)))
        (let ((id (tabulated-list-get-id)))
          (when id
            (setq last (point))
            (cond ((equal id marker) (setq exact (point)))
                  ((and position (>= id position)
                        (or (not after) (< id (car after))))
                   (setq after (cons (marker-position id) (point)))))))
        (forward-line))
      (or exact (cdr after) last))))

(defun dixit-list--print ()
  "Fill the list, keeping point of every window at its row.
Windows keep the distance of that row from their top, too."
  (let* ((old (mapcar #'car tabulated-list-entries))
         (place (lambda (at)
                  (let ((id (tabulated-list-get-id at)))
                    (and id (list id (marker-position id)
                                  (- at (save-excursion
                                          (goto-char at)
                                          (line-beginning-position))))))))
         (here (funcall place (point)))
         (windows (mapcar (lambda (window)
                            (list window
                                  (funcall place (window-point window))
                                  (count-lines (window-start window)
                                               (window-point window))))
                          (get-buffer-window-list nil t t)))
         (find (lambda (at)
                 (save-excursion
                   (goto-char (dixit-list--row-at (car at) (cadr at)))
                   (min (line-end-position) (+ (point) (nth 2 at)))))))
    (dixit-list--collect)
    (tabulated-list-print)
    (if (not here)
        (goto-char (point-min))
      (goto-char (funcall find here))
      (pcase-dolist (`(,window ,at ,lines) windows)
        (when at
          (let ((position (funcall find at)))
            (set-window-point window position)
            (set-window-start
             window
             (save-excursion
               (goto-char position)
               (forward-line (- (max 0 (if (bolp) lines (1- lines)))))
               (point))
             t)))))
    ;; Markers that nobody uses slow editing down until they are collected.
    (let ((kept (make-hash-table :test #'eq)))
      (dolist (row tabulated-list-entries) (puthash (car row) t kept))
      (dolist (marker old)
        (unless (gethash marker kept) (set-marker marker nil))))))

(defun dixit-list--revert (&rest _)
  "Fill the list again."
  (with-current-buffer (dixit-list--source)
    (setq dixit--document nil))
  (dixit-list--print))

(defconst dixit-list--many 400
  "Rows that take too long to print each time the user pauses.")

(defvar-local dixit-list--timer nil
  "A timer that will bring this long list in step, or nil.")

(defun dixit-list--stale-p ()
  "Return non-nil if the text has changed since this list was printed."
  (and (buffer-live-p dixit-list--source)
       (not (eql dixit-list--tick
                 (with-current-buffer dixit-list--source
                   (buffer-chars-modified-tick))))))

(defun dixit-list--catch-up (list)
  "Print LIST, a buffer, if it is live, stale and its text analysed."
  (when (buffer-live-p list)
    (with-current-buffer list
      (setq dixit-list--timer nil)
      (when (and (dixit-list--stale-p)
                 (with-current-buffer dixit-list--source
                   (dixit-current-document t)))
        (with-demoted-errors "Dixit: %S"
          (dixit-list--print))))))

(defun dixit-list--step-with-text ()
  "Bring the lists of the current buffer in step with its analysis."
  (let ((source (current-buffer)) listed)
    (dolist (buffer (buffer-list))
      (when (eq source (buffer-local-value 'dixit-list--source buffer))
        (setq listed t)
        (with-current-buffer buffer
          (when (dixit-list--stale-p)
            (if (<= (length tabulated-list-entries) dixit-list--many)
                (dixit-list--catch-up buffer)
              (unless (memq dixit-list--timer timer-idle-list)
                (setq dixit-list--timer
                      (run-with-idle-timer
                       (time-add (or (current-idle-time) 0) 1) nil
                       #'dixit-list--catch-up buffer))))))))
    (unless listed
      (remove-hook 'dixit-analyzed-hook #'dixit-list--step-with-text t))))

;;;; Commands in the lists

(defun dixit-list--marker-here ()
  "Return the marker of the row at point, or signal an error."
  (let ((marker (or (tabulated-list-get-id) (user-error "No row here"))))
    (unless (marker-buffer marker)
      (user-error "The text that is listed here is gone"))
    marker))

(defun dixit-list--pulse (position)
  "Show for a moment what begins at POSITION of the current buffer."
  (let* ((document (dixit-current-document t))
         (quote (and document (dixit-quote-at document position)))
         (piece (and quote (cl-find position (dixit-quote-content quote)
                                    :key #'car))))
    (if piece
        (pulse-momentary-highlight-region (car piece) (cdr piece))
      (pulse-momentary-highlight-one-line position))))

(defun dixit-list--show (select)
  "Show the row's place in the text; select its window if SELECT."
  (let* ((marker (dixit-list--marker-here))
         (buffer (marker-buffer marker))
         (action '((display-buffer-reuse-window
                    display-buffer-use-some-window
                    display-buffer-pop-up-window)
                   (inhibit-same-window . t)))
         (window (if select
                     (progn (pop-to-buffer buffer action) (selected-window))
                   (display-buffer buffer action))))
    (with-selected-window window
      (when select (push-mark nil t))
      (dixit--goto (marker-position marker))
      (unless (pos-visible-in-window-p)
        (recenter))
      (dixit-list--pulse (point)))))

(defun dixit-list-visit ()
  "Go to the place in the text that this row is about."
  (interactive)
  (dixit-list--show t))

(defun dixit-list-visit-mouse (event)
  "Go to the place in the text that the row of EVENT is about."
  (interactive "e")
  (select-window (posn-window (event-end event)))
  (goto-char (posn-point (event-end event)))
  (dixit-list-visit))

(defun dixit-list-show ()
  "Show the place in the text that this row is about, and stay here."
  (interactive)
  (dixit-list--show nil))

(defun dixit-list-next (&optional count)
  "Move COUNT rows down."
  (interactive "p")
  (forward-line (or count 1))
  (when (and (eobp) (not (tabulated-list-get-id)))
    (forward-line -1)
    (user-error "Last row")))

(defun dixit-list-previous (&optional count)
  "Move COUNT rows up."
  (interactive "p")
  (unless (zerop (forward-line (- (or count 1))))
    (user-error "First row")))

(defun dixit-list--next-error (count &optional reset)
  "Show the row COUNT rows down; from the first one if RESET.
This is the `next-error-function' of lists."
  (when reset (goto-char (point-min)))
  (let ((end (lambda () (user-error (if (< count 0) "First row" "Last row")))))
    (unless (zerop count)
      (let ((from (point)))
        (unless (and (zerop (forward-line (if reset (1- count) count)))
                     (tabulated-list-get-id))
          (goto-char from)
          (funcall end)))))
  ;; `next-error' runs this with the list current in no window perhaps.
  (dolist (window (get-buffer-window-list nil t t))
    (set-window-point window (point)))
  (dixit-list--show t))

(defun dixit-list--speakers ()
  "Return the names of the speakers of the source."
  (with-current-buffer (dixit-list--source)
    (let (names)
      (dolist (quote (dixit-quotes (dixit-current-document)))
        (cl-pushnew (substring-no-properties (dixit--name quote)) names
                    :test #'equal))
      (nreverse names))))

(defun dixit-list-filter (speaker)
  "List the quotations by SPEAKER alone; those by all if it is empty.
Interactively, the speaker of the row at point is the default."
  (interactive
   (let* ((entry (tabulated-list-get-entry))
          (here (and entry (not dixit-list--speaker)
                     (substring-no-properties (aref entry 1)))))
     (list (completing-read
            (if (and here (not (equal here "")))
                (format "Quotations by (default %s): " here)
              "Quotations by (empty for all): ")
            (dixit-list--speakers) nil t nil nil here))))
  (setq dixit-list--speaker
        (and speaker (not (equal speaker "")) speaker))
  (dixit-list--print))

(defun dixit-list-all ()
  "List the quotations by all speakers again."
  (interactive)
  (dixit-list-filter nil))

(defun dixit-list-toggle-terms ()
  "List marked words that are nobody's too, or no longer.
Such as titles, nicknames, and words that the writer keeps at a distance."
  (interactive)
  (setq dixit-list--terms (not dixit-list--terms))
  (dixit-list--print))

(defun dixit-people-quotes ()
  "List the quotations by the person in this row."
  (interactive)
  (let ((entry (or (tabulated-list-get-entry) (user-error "No row here"))))
    (when (equal (aref entry 2) "0")
      (user-error "%s says nothing here" (aref entry 1)))
    (dixit-list--open (dixit-list--source) 'dixit-quotes-mode "quotations"
                      (substring-no-properties (aref entry 1)))))

(defvar dixit-list-mode-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map tabulated-list-mode-map)
    (define-key map (kbd "RET") #'dixit-list-visit)
    (define-key map [mouse-2] #'dixit-list-visit-mouse)
    (define-key map "o" #'dixit-list-show)
    (define-key map (kbd "C-o") #'dixit-list-show)
    (define-key map "n" #'dixit-list-next)
    (define-key map "p" #'dixit-list-previous)
    (define-key map "f" #'next-error-follow-minor-mode)
    (define-key map (kbd "C-c C-f") #'next-error-follow-minor-mode)
    map)
  "Keymap of the lists of quotations and people.")

(defvar dixit-quotes-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "s" #'dixit-list-filter)
    (define-key map "/" #'dixit-list-filter)
    (define-key map "a" #'dixit-list-all)
    (define-key map "t" #'dixit-list-toggle-terms)
    map)
  "Keymap of the list of quotations.")

(defvar dixit-people-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "s" #'dixit-people-quotes)
    map)
  "Keymap of the list of people.")

(easy-menu-define dixit-quotes-mode-menu dixit-quotes-mode-map
  "Menu of the list of quotations."
  '("Dixit"
    ["Go There" dixit-list-visit]
    ["Show There" dixit-list-show]
    ["Follow" next-error-follow-minor-mode
     :style toggle :selected next-error-follow-minor-mode]
    "---"
    ["By One Speaker..." dixit-list-filter]
    ["By All Speakers" dixit-list-all :active dixit-list--speaker]
    ["Terms Too" dixit-list-toggle-terms
     :style toggle :selected dixit-list--terms]
    ["Refresh" revert-buffer]))

(define-derived-mode dixit-list-mode tabulated-list-mode "Dixit"
  "Parent of the modes that list what Dixit finds in a text."
  :interactive nil
  (setq truncate-lines t)
  (setq-local revert-buffer-function #'dixit-list--revert)
  (setq-local next-error-function #'dixit-list--next-error)
  (setq-local imenu-create-index-function #'ignore)
  ;; With few colours `highlight' hides the names of some speakers.
  (when (>= (display-color-cells) 88)
    (hl-line-mode)))

(define-derived-mode dixit-quotes-mode dixit-list-mode "Quotations"
  "Mode of the list of quotations that `dixit-list-quotes' shows.

\\{dixit-quotes-mode-map}"
  :interactive nil
  (setq tabulated-list-sort-key '("Line")))

(define-derived-mode dixit-people-mode dixit-list-mode "People"
  "Mode of the list of people that `dixit-list-people' shows.

\\{dixit-people-mode-map}"
  :interactive nil
  (setq tabulated-list-sort-key '("Quotes" . t)))

;;;; The lists

(defun dixit-list--open (source mode what &optional speaker)
  "Show the list of SOURCE in MODE, whose buffer is named after WHAT.
SPEAKER, if non-nil, is whom to list alone.  Return the buffer."
  (let* ((place (with-current-buffer source
                  ;; An error in the analysis should come before a window.
                  (dixit-current-document)
                  (point)))
         (buffer (get-buffer-create
                  (format "*Dixit %s: %s*" what (buffer-name source)))))
    (with-current-buffer buffer
      (unless (and (derived-mode-p mode) (eq dixit-list--source source))
        (funcall mode)
        (setq dixit-list--source source))
      (setq dixit-list--speaker speaker)
      (setq default-directory
            (buffer-local-value 'default-directory source))
      (dixit-list--print)
      (goto-char (dixit-list--row-at nil (with-current-buffer source
                                           (dixit-list--quote-start place)))))
    (with-current-buffer source
      (add-hook 'dixit-analyzed-hook #'dixit-list--step-with-text nil t)
      (dixit--watch))
    (pop-to-buffer buffer dixit-list-display-action)
    (when (zerop (buffer-size))
      (message "Nothing found"))
    buffer))

(defun dixit-list--quote-start (position)
  "Return the start of the quotation at POSITION, or POSITION."
  (let ((quote (dixit-quote-at (dixit-current-document) position)))
    (if (and quote (dixit-quote-content quote)) (dixit--start quote)
      position)))

;;;###autoload
(defun dixit-list-quotes ()
  "List the quotations of this buffer in a side window.

In the list, \\<dixit-quotes-mode-map>\\[dixit-list-visit] goes to a quotation, \\[dixit-list-show] shows it, \\[dixit-list-filter] narrows the list to one
speaker, \\[tabulated-list-sort] sorts by the column at point.  The list follows
the text when that changes.  See `dixit-list-display-action' for the place."
  (interactive)
  (dixit-list--open (or dixit-list--source (current-buffer))
                    'dixit-quotes-mode "quotations"))

;;;###autoload
(defun dixit-list-people ()
  "List the people in this buffer, and who else speaks, in a side window.

In the list, \\<dixit-people-mode-map>\\[dixit-list-visit] goes to the first mention, \\[dixit-people-quotes] lists what the person says."
  (interactive)
  (dixit-list--open (or dixit-list--source (current-buffer))
                    'dixit-people-mode "people"))

(provide 'dixit-list)

;;; dixit-list.el ends here
