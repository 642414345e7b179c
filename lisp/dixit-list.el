;;; dixit-list.el --- What Dixit finds, as tables beside the text  -*- lexical-binding: t -*-

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

;; What the lists of quotations, people and names have in common: a table in
;; a side window, of one text or of many, that is sorted, filtered, marked,
;; exported, and kept in step with the texts.
;;
;; What is listed comes from dixit-rows.el; filters and marks are in
;; dixit-choose.el.  Modes of lists are derived from `dixit-list-mode'.

;;; Code:

(require 'cl-lib)
(require 'tabulated-list)
(require 'pulse)
(require 'dixit)
(require 'dixit-jump)
(require 'dixit-rows)
(require 'dixit-choose)

(defcustom dixit-list-display-action
  '((display-buffer-reuse-window display-buffer-in-side-window)
    (side . bottom)
    (slot . 0)
    (window-height . 0.3))
  "How `display-buffer' shows the lists of quotations, people and names.
An entry in `display-buffer-alist' that matches their names, which begin
with \"*Dixit\", comes before this."
  :type display-buffer--action-custom-type
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

;;;; The header line

(defun dixit-list--filter-button (filter)
  "Return the name of FILTER, to be clicked on in the header line."
  (let ((map (make-sparse-keymap)))
    (define-key map [header-line mouse-1]
      (lambda (event)
        (interactive "e")
        (with-selected-window (posn-window (event-start event))
          (dixit-list--remove-filter filter))))
    (propertize (string-replace "%" "%%" (dixit-list--filter-name filter))
                'face 'dixit-list-filter
                'mouse-face 'mode-line-highlight
                'help-echo "mouse-1: remove this filter"
                'keymap map)))

(defface dixit-list-filter
  '((((class color) (min-colors 88)) :inherit (bold success))
    (t :inherit bold))
  "Face for a filter in the header line of a list."
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-list--summary (shown all)
  "Return what the header line says of SHOWN, the rows listed of ALL.
The titles of the columns leave little room: filters come before all else."
  (let ((marked (cl-count-if #'dixit-list-row-mark all))
        (texts (length dixit-list--sources)))
    (concat
     (if dixit-list--filters
         (concat (format "%d of %d: " (length shown) (length all))
                 (mapconcat #'dixit-list--filter-button
                            (reverse dixit-list--filters) " · "))
       (string-replace "%" "%%"
                       (concat (funcall dixit-list--count-function all)
                               (if (> texts 1) (format " in %d texts" texts) ""))))
     (if (> marked 0) (format ", %d marked" marked) ""))))

(defvar-local dixit-list--titles nil
  "The header line as Emacs makes it: the titles of the columns.")

(defvar-local dixit-list--header nil
  "The header line as Dixit makes it of the former.")

(defun dixit-list--tell (shown all)
  "Tell in the header line of SHOWN, the rows listed of ALL."
  ;; Emacs makes the titles anew at times, for instance to sort.
  (unless (and dixit-list--header (eq header-line-format dixit-list--header))
    (setq dixit-list--titles header-line-format))
  (setq header-line-format
        (setq dixit-list--header
              (list dixit-list--titles
                    (concat "   (" (dixit-list--summary shown all) ")"))))
  (let ((marked (cl-count-if #'dixit-list-row-mark all)))
    (setq mode-line-process
          (concat (if dixit-list--filters
                      (format " %d/%d" (length shown) (length all))
                    (format " %d" (length all)))
                  (if (> marked 0) (format " *%d" marked) ""))))
  (force-mode-line-update))

(defvar-local dixit-list--printed nil
  "The pair of all rows and those shown, when the list was printed.")

(defun dixit-list--tell-marks ()
  "Tell in the header line how many rows are marked now."
  (dixit-list--tell (cdr dixit-list--printed) (car dixit-list--printed)))

(defun dixit-list--entries ()
  "Return the entries to print, and tell of them in the header line."
  (let ((shown (dixit-list--shown))
        (all (dixit-list--all)))
    (setq dixit-list--printed (cons all shown))
    (dixit-list--tell shown all)
    (mapcar (lambda (row) (list row (dixit-list-row-cells row))) shown)))

;;;; Filling the buffer

(defun dixit-list--before-p (key a b)
  "Return non-nil if the entry A comes before B by the column KEY."
  (let* ((a (car a)) (b (car b))
         (x (and key (dixit-list--value a key)))
         (y (and key (dixit-list--value b key)))
         (m (dixit-list-row-source a))
         (n (dixit-list-row-source b)))
    (cond ((and (numberp x) (numberp y) (/= x y)) (< x y))
          ((and (stringp x) (stringp y)
                (not (string-collate-equalp x y nil t)))
           (string-collate-lessp x y nil t))
          ((/= m n) (< m n))
          (t (< (or (dixit-list--position a) 0)
                (or (dixit-list--position b) 0))))))

(defun dixit-list--format ()
  "Return the `tabulated-list-format' of this list."
  (vconcat
   (mapcar
    (lambda (column)
      (pcase-let* ((`(,key ,title ,width . ,properties) column)
                   (number (plist-get properties :number)))
        `(,title ,width
                 ,(if (eq key 'line)
                      (lambda (a b) (dixit-list--before-p nil a b))
                    (lambda (a b) (dixit-list--before-p key a b)))
                 ,@(and number '(:right-align t :pad-right 2)))))
    dixit-list--columns)))

(defun dixit-list--fit (key least most)
  "Make the column KEY wide enough for its values, from LEAST to MOST."
  (let ((column (assq key dixit-list--columns)))
    (when column
      (setf (nth 2 column)
            (cl-loop for row in (dixit-list--all)
                     maximize (string-width
                               (or (dixit-list--value row key) ""))
                     into width
                     finally return (min most (max least (or width 0))))))))

(defun dixit-list--print-row (row cells)
  "Print ROW, whose cells are CELLS."
  (tabulated-list-print-entry row cells)
  (when (dixit-list-row-mark row)
    (forward-line -1)
    (tabulated-list-put-tag (dixit-list--tag row) t)))

(defun dixit-list--tag (row)
  "Return what stands before ROW."
  (if (dixit-list-row-mark row)
      (propertize "*" 'face 'dixit-list-mark)
    ""))

(defface dixit-list-mark '((t :inherit (bold error)))
  "Face for the mark before a row of a list."
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-list--line-of (row lines)
  "Return where ROW stands now, or what took its place.
LINES is a hash table from the rows of this buffer to positions.  A row that
is gone is followed by the next in its text."
  (let ((row (or (dixit-list-row-heir row) row))
        (position (dixit-list--position row)))
    (or (gethash row lines)
        (let (after)
          (maphash
           (lambda (other _)
             (when (and position
                        (eql (dixit-list-row-source other)
                             (dixit-list-row-source row))
                        (<= position (or (dixit-list--position other) 0))
                        (or (not after) (< (dixit-list--position other)
                                           (dixit-list--position after))))
               (setq after other)))
           lines)
          (and after (gethash after lines)))
        (save-excursion
          (goto-char (point-max))
          (forward-line -1)
          (point)))))

(defun dixit-list--lines ()
  "Return a hash table from the rows of this buffer to their positions."
  (let ((lines (make-hash-table :test #'eq)))
    (save-excursion
      (goto-char (point-min))
      (while (not (eobp))
        (puthash (tabulated-list-get-id) (point) lines)
        (forward-line)))
    lines))

(defun dixit-list--need-list (&optional mode)
  "Signal an error if the current buffer is no list, or none of MODE.
A list is printed in place of what is there: no text may be lost by that."
  (unless (derived-mode-p (or mode 'dixit-list-mode))
    (user-error "Only a list of Dixit's has this")))

(defun dixit-list--print ()
  "Print the rows, keeping point of every window at its row.
Windows keep the distance of that row from their top, too."
  (dixit-list--need-list)
  (let* ((place (lambda (at)
                  (let ((row (tabulated-list-get-id at)))
                    (and row (cons row (- at (save-excursion
                                               (goto-char at)
                                               (line-beginning-position))))))))
         (here (funcall place (point)))
         (windows (mapcar (lambda (window)
                            (list window
                                  (funcall place (window-point window))
                                  (count-lines
                                   (window-start window)
                                   (save-excursion
                                     (goto-char (window-point window))
                                     (line-beginning-position)))))
                          (get-buffer-window-list nil t t))))
    (setq tabulated-list-format (dixit-list--format))
    (tabulated-list-init-header)
    ;; A long list makes much garbage, and is gone through in a moment.
    (let ((gc-cons-threshold (max gc-cons-threshold (ash 1 26))))
      (tabulated-list-print))
    (let* ((lines (dixit-list--lines))
           (find (lambda (at)
                   (save-excursion
                     (goto-char (dixit-list--line-of (car at) lines))
                     (min (line-end-position) (+ (point) (cdr at)))))))
      (when here
        (goto-char (funcall find here))
        (pcase-dolist (`(,window ,at ,above) windows)
          (when at
            (let ((position (funcall find at)))
              (set-window-point window position)
              (set-window-start window
                                (save-excursion
                                  (goto-char position)
                                  (forward-line (- above))
                                  (point))
                                t))))))))

(defun dixit-list--update (sources)
  "Read SOURCES as they are now, and print the list again."
  (let ((gc-cons-threshold (max gc-cons-threshold (ash 1 26)))
        old)
    (dolist (source sources)
      (setq old (nconc (copy-sequence (dixit-list--collect source)) old)))
    (dixit-list--fit-all)
    (dixit-list--print)
    (dixit-list--release old)))

(defun dixit-list--fit-all ()
  "Make the columns of names wide enough."
  (dixit-list--fit 'text 4 20)
  (dixit-list--fit 'speaker 8 28)
  (dixit-list--fit 'name 8 28))

;;;; In step with the texts

(defvar-local dixit-list--timer nil
  "A timer that will bring this long list in step, or nil.")

(defconst dixit-list--many 400
  "Rows that take too long to print each time the user pauses.")

(defun dixit-list--stale-p (source)
  "Return non-nil if the rows of SOURCE are not what its buffer says now.
The text may have changed, or it was read anew, after a correction."
  (let ((buffer (dixit-list-source-buffer source)))
    (and (buffer-live-p buffer)
         (not (and (eql (dixit-list-source-tick source)
                        (buffer-chars-modified-tick buffer))
                   (eq (dixit-list-source-document source)
                       (buffer-local-value 'dixit--document buffer)))))))

(defun dixit-list--catch-up (list)
  "Print LIST, a buffer, if it is live, stale and its texts are analysed."
  (when (buffer-live-p list)
    (with-current-buffer list
      (setq dixit-list--timer nil)
      (let ((sources (cl-remove-if-not
                      (lambda (source)
                        (and (dixit-list--stale-p source)
                             (with-current-buffer (dixit-list-source-buffer source)
                               (dixit-current-document t))))
                      dixit-list--sources)))
        (when sources
          (with-demoted-errors "Dixit: %S"
            (dixit-list--update sources)))))))

(defun dixit-list--step-with-text ()
  "Bring the lists of the current buffer in step with its analysis."
  (let ((text (current-buffer)) listed)
    (dolist (list (buffer-list))
      (let ((source (cl-find text (buffer-local-value 'dixit-list--sources list)
                             :key #'dixit-list-source-buffer)))
        (when source
          (setq listed t)
          (when (dixit-list--stale-p source)
            (with-current-buffer list
              (if (<= (line-number-at-pos (point-max)) dixit-list--many)
                  (dixit-list--catch-up list)
                (unless (memq dixit-list--timer timer-idle-list)
                  (setq dixit-list--timer
                        (run-with-idle-timer
                         (time-add (or (current-idle-time) 0) 1) nil
                         #'dixit-list--catch-up list)))))))))
    (unless listed
      (remove-hook 'dixit-analyzed-hook #'dixit-list--step-with-text t))))

(defun dixit-list--follow (buffer)
  "Keep the lists of BUFFER in step with it from now on."
  (with-current-buffer buffer
    (add-hook 'dixit-analyzed-hook #'dixit-list--step-with-text nil t)
    (dixit--watch)))

(defun dixit-list--revert (&rest _)
  "Read everything that is listed again."
  (dolist (source dixit-list--sources)
    (when (buffer-live-p (dixit-list-source-buffer source))
      (with-current-buffer (dixit-list-source-buffer source)
        (setq dixit--document nil))))
  (dixit-list--update dixit-list--sources))

;;;; Going to the text

(defun dixit-list--row ()
  "Return the row at point, or signal an error."
  (or (tabulated-list-get-id) (user-error "No row here")))

(defun dixit-list--visit-file (source)
  "Make a buffer of the file of SOURCE, and let its rows be in there."
  (let ((buffer (find-file-noselect (dixit-list-source-file source)))
        (rows (dixit-list-source-rows source)))
    (setf (dixit-list-source-buffer source) buffer)
    (if (cl-every #'dixit-list--position rows)
        (with-current-buffer buffer
          (dolist (row rows)
            (setf (dixit-list-row-place row)
                  (copy-marker (dixit-list--position row))))
          ;; Nobody knows whether the file is still what it was.
          (setf (dixit-list-source-tick source) nil))
      ;; The rows are those of a buffer that was killed.
      (dixit-list--update (list source)))
    (dixit-list--follow buffer)))

(defun dixit-list--buffer ()
  "Return the buffer with the text of the row at point.
If there is none, visit the file."
  (let ((source (dixit-list--source (dixit-list--row))))
    (unless (buffer-live-p (dixit-list-source-buffer source))
      (unless (dixit-list-source-file source)
        (user-error "The text that is listed here is gone"))
      (dixit-list--visit-file source))
    (dixit-list-source-buffer source)))

(defun dixit-list--place ()
  "Return what the row at point is about: (BUFFER POSITION ITEM).
This is the `dixit-place-function' of lists.  ITEM is of the text as it is."
  (let ((buffer (dixit-list--buffer))
        (source (dixit-list--source (dixit-list--row))))
    (when (dixit-list--stale-p source)
      (dixit-list--update (list source)))
    (let ((row (dixit-list--row)))
      (list buffer (dixit-list--position row) (dixit-list-row-item row)))))

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
  (let* ((buffer (dixit-list--buffer))
         (row (dixit-list--row))
         ;; `next-error' is called in the text as well.
         (listed (eq (window-buffer) (current-buffer)))
         (action `((display-buffer-reuse-window
                    display-buffer-use-some-window
                    display-buffer-pop-up-window)
                   (inhibit-same-window . ,listed)))
         (window (if select
                     (progn (pop-to-buffer buffer action) (selected-window))
                   (display-buffer buffer action))))
    (with-selected-window window
      (when select (dixit--leave-mark))
      (dixit--goto (dixit-list--position row))
      (unless (pos-visible-in-window-p)
        (recenter))
      (dixit-list--pulse (point)))))

(defun dixit-list-visit ()
  "Go to the place in the text that this row is about."
  (interactive nil dixit-list-mode)
  (dixit-list--show t))

(defun dixit-list-visit-mouse (event)
  "Go to the place in the text that the row of EVENT is about."
  (interactive "e" dixit-list-mode)
  (select-window (posn-window (event-end event)))
  (goto-char (posn-point (event-end event)))
  (dixit-list-visit))

(defun dixit-list-show ()
  "Show the place in the text that this row is about, and stay here."
  (interactive nil dixit-list-mode)
  (dixit-list--show nil))

(defun dixit-list-next (&optional count)
  "Move COUNT rows down."
  (interactive "p" dixit-list-mode)
  (forward-line (or count 1))
  (when (and (eobp) (not (tabulated-list-get-id)))
    (forward-line -1)
    (user-error "Last row")))

(defun dixit-list-previous (&optional count)
  "Move COUNT rows up."
  (interactive "p" dixit-list-mode)
  (unless (zerop (forward-line (- (or count 1))))
    (user-error "First row")))

(defun dixit-list-sort (&optional number)
  "Sort by the column at point, or by the one with NUMBER, from 0.
At the beginning of a row, where no column is, sort by the first one.  Again,
the other way round."
  (interactive "P" dixit-list-mode)
  (cl-flet ((name (position)
              (get-text-property position 'tabulated-list-column-name)))
    (let* ((from (line-beginning-position))
           (name (or (name (point))
                     (and (> (point) (+ from tabulated-list-padding))
                          (name (1- (point))))
                     (name (or (text-property-not-all
                                from (line-end-position)
                                'tabulated-list-column-name nil)
                               from)))))
      (tabulated-list-sort
       (if number (prefix-numeric-value number)
         (or (cl-position name tabulated-list-format :key #'car :test #'equal)
             (user-error "No column here")))))))

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

;;;; The modes

(defvar dixit-list-mode-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map tabulated-list-mode-map)
    (define-key map (kbd "RET") #'dixit-list-visit)
    (define-key map [mouse-2] #'dixit-list-visit-mouse)
    (define-key map [follow-link] 'mouse-face)
    (define-key map "o" #'dixit-list-show)
    (define-key map (kbd "C-o") #'dixit-list-show)
    (define-key map "n" #'dixit-list-next)
    (define-key map "p" #'dixit-list-previous)
    (define-key map "S" #'dixit-list-sort)
    (define-key map "f" #'next-error-follow-minor-mode)
    (define-key map (kbd "C-c C-f") #'next-error-follow-minor-mode)
    (define-key map "/" dixit-list-filter-map)
    (define-key map "a" #'dixit-list-filter-clear)
    (define-key map "m" #'dixit-list-mark)
    (define-key map "u" #'dixit-list-unmark)
    (define-key map (kbd "DEL") #'dixit-list-unmark-backward)
    (define-key map "U" #'dixit-list-unmark-all)
    (define-key map "t" #'dixit-list-toggle-marks)
    (define-key map (kbd "% m") #'dixit-list-mark-regexp)
    (define-key map "w" #'dixit-list-copy)
    (define-key map "e" #'dixit-list-export)
    (define-key map "+" #'dixit-merge-people)
    (define-key map "-" #'dixit-split-person)
    (define-key map [remap undo] #'dixit-undo-correction)
    map)
  "Keymap of the lists of quotations, people and names.")

(autoload 'dixit-list-copy "dixit-export" nil t)
(autoload 'dixit-list-export "dixit-export" nil t)

(defconst dixit-list--menu
  '(["Go There" dixit-list-visit
     :help "Go to the place in the text"]
    ["Show There" dixit-list-show
     :help "Show the place in the text, and stay here"]
    ["Follow" next-error-follow-minor-mode
     :style toggle :selected next-error-follow-minor-mode
     :help "Show the place of each row that point moves to"]
    "---"
    ("Filter"
     ["By Column..." dixit-list-filter-column
      :help "Only rows with a certain value in a column"]
     ["By Regexp..." dixit-list-filter-regexp
      :help "Only rows that match a regexp"]
     ["Marked" dixit-list-filter-marked
      :help "Only rows that are marked"]
     ["Negate" dixit-list-filter-negate :active dixit-list--filters
      :help "Make the newest filter its opposite"]
     ["Remove Newest" dixit-list-filter-pop :active dixit-list--filters]
     ["Remove All" dixit-list-filter-clear :active dixit-list--filters])
    ("Mark"
     ["Mark" dixit-list-mark]
     ["Unmark" dixit-list-unmark]
     ["Mark by Regexp..." dixit-list-mark-regexp]
     ["Toggle" dixit-list-toggle-marks]
     ["Unmark All" dixit-list-unmark-all])
    ("Correct"
     ["Set Speaker..." dixit-set-speaker
      :active (dixit-quote-p (ignore-errors (dixit-list-row-item (dixit-list--row))))
      :help "Say who says the quotation of this row"]
     ["Merge People..." dixit-merge-people
      :help "Say that this one and another are one"]
     ["Split Person..." dixit-split-person
      :help "Say that a name does not mean this one"]
     ["Undo Correction" dixit-undo-correction
      :help "Take the last correction of this text back"])
    ["Copy" dixit-list-copy
     :help "Copy the marked rows, or all, to the kill ring"]
    ["Export..." dixit-list-export
     :help "Write the marked rows, or all, as CSV, JSON, Org or Markdown"]
    ["Sort by Column at Point" dixit-list-sort]
    ["Refresh" revert-buffer])
  "What the menus of all lists have.")

(define-derived-mode dixit-list-mode tabulated-list-mode "Dixit"
  "Parent of the modes that list what Dixit finds in texts."
  :interactive nil
  (setq truncate-lines t
        tabulated-list-padding 2
        tabulated-list-entries #'dixit-list--entries
        tabulated-list-printer #'dixit-list--print-row)
  (setq-local dixit-place-function #'dixit-list--place)
  (setq-local revert-buffer-function #'dixit-list--revert)
  (setq-local next-error-function #'dixit-list--next-error)
  ;; Here it is this list's, whatever list was gone through last.
  (setq-local next-error-find-buffer-function
              (lambda (avoid &rest _) (unless avoid (current-buffer))))
  (setq-local imenu-create-index-function #'ignore)
  (setq-local bookmark-make-record-function #'dixit-list--bookmark)
  ;; With few colours `highlight' hides the names of some speakers.
  (when (>= (display-color-cells) 88)
    (hl-line-mode)))

;;;; What to list

(defcustom dixit-list-files
  "\\.\\(?:txt\\|text\\|md\\|markdown\\|org\\|tex\\|html?\\)\\'"
  "Regexp that matches the files of a project or directory to list."
  :type 'regexp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(declare-function dired-get-marked-files "dired")
(declare-function project-files "project")

(defun dixit-list--expand (files)
  "Return FILES, with directories replaced by what is in them."
  (cl-loop for file in files
           if (file-directory-p file)
           nconc (directory-files-recursively file dixit-list-files)
           else collect (expand-file-name file)))

(defun dixit-list--project-files ()
  "Return the files with text of the current project."
  (cl-remove-if-not (lambda (file) (string-match-p dixit-list-files file))
                    (project-files (project-current t))))

(defun dixit-list--read-buffers ()
  "Ask for buffers."
  (let* ((names (cl-loop for buffer in (buffer-list)
                         for name = (buffer-name buffer)
                         unless (or (string-prefix-p " " name)
                                    (string-prefix-p "*Dixit" name))
                         collect name))
         (default (mapconcat
                   #'identity
                   (or (cl-remove-if-not
                        (lambda (name)
                          (buffer-local-value 'dixit-mode (get-buffer name)))
                        names)
                       (list (buffer-name)))
                   ",")))
    (mapcar #'get-buffer
            (completing-read-multiple
             (format-prompt "Buffers, with commas between" default)
             names nil t nil nil default))))

(defun dixit-list-read-texts (argument)
  "Return the texts to list, buffers or files, as prefix ARGUMENT says.
With none, the current buffer, or in Dired the marked files, or in a list
the texts of that list.  With \\[universal-argument], ask for buffers.  With
\\[universal-argument] \\[universal-argument],
the files of the project that `dixit-list-files' matches."
  (cond ((> (prefix-numeric-value argument) 4) (dixit-list--project-files))
        (argument (dixit-list--read-buffers))
        ((derived-mode-p 'dired-mode)
         (dixit-list--expand (dired-get-marked-files)))
        (dixit-list--sources
         (mapcar (lambda (source)
                   (let ((buffer (dixit-list-source-buffer source)))
                     (if (buffer-live-p buffer) buffer
                       (or (dixit-list-source-file source)
                           (user-error "The text that is listed here is gone")))))
                 dixit-list--sources))
        (t (list (current-buffer)))))

(defun dixit-list--same-p (texts)
  "Return non-nil if this list is already one of TEXTS."
  (and (= (length texts) (length dixit-list--sources))
       (cl-every (lambda (text source)
                   (if (bufferp text)
                       (eq text (dixit-list-source-buffer source))
                     (equal text (dixit-list-source-file source))))
                 texts dixit-list--sources)))

(defun dixit-list--make-source (text number)
  "Return a source for TEXT, a buffer or file, at place NUMBER."
  (let ((buffer (if (bufferp text) text (get-file-buffer text))))
    (make-dixit-list-source
     :number number :buffer buffer
     :file (if buffer
               (buffer-file-name (or (buffer-base-buffer buffer) buffer))
             text))))

(defun dixit-list--read-all ()
  "Read all sources of this list, and let go those that cannot be read.
Quitting keeps those that have been read."
  (let* ((total (length dixit-list--sources))
         (reporter (and (> total 20)
                        (make-progress-reporter "Reading..." 0 total)))
         (done 0)
         read failed)
    (condition-case nil
        (dolist (source dixit-list--sources)
          (condition-case err
              (progn (dixit-list--collect source)
                     (push source read))
            (error
             ;; With one text alone, that is the answer.
             (unless (> total 1) (signal (car err) (cdr err)))
             (push (format "%s: %s" (dixit-list--source-name source)
                           (error-message-string err))
                   failed)))
          (cl-incf done)
          (when reporter (progress-reporter-update reporter done)))
      (quit (unless (> total 1) (signal 'quit nil))
            (message "Stopped after %d of %d texts" done total)))
    (when failed
      (display-warning 'dixit (concat "Not listed:
"
                                      (mapconcat #'identity (nreverse failed) "
"))))
    (setq dixit-list--sources (nreverse read))))

(defun dixit-list--buffer-name (texts)
  "Return a name for the list of TEXTS."
  (format "*Dixit %s: %s%s*" dixit-list--what
          (if (bufferp (car texts)) (buffer-name (car texts))
            (file-name-nondirectory (car texts)))
          (if (cdr texts) (format " and %d more" (length (cdr texts))) "")))

(defun dixit-list--open (mode texts &optional filters)
  "Show the list of TEXTS, buffers and files, in MODE.
FILTERS, if non-nil, replace those that it has.  Return the list's buffer."
  (unless texts (user-error "No texts to list"))
  (let* ((gc-cons-threshold (max gc-cons-threshold (ash 1 26)))
         (here (current-buffer))
         (list (generate-new-buffer " *dixit*"))
         (ready nil)
         name)
    (unwind-protect
        (progn
          (with-current-buffer list
            (funcall mode)
            (setq dixit-list--sources
                  (cl-loop for text in texts for number from 0
                           collect (dixit-list--make-source text number))
                  name (dixit-list--buffer-name texts)))
          (let ((old (get-buffer name)))
            (if (and old (with-current-buffer old
                           (and (derived-mode-p mode) (dixit-list--same-p texts))))
                (with-current-buffer old
                  (kill-buffer list)
                  (setq list old ready t)
                  (when filters (setq dixit-list--filters filters))
                  (dixit-list--update dixit-list--sources))
              (with-current-buffer list
                (dixit-list--prepare)
                (setq default-directory
                      (buffer-local-value 'default-directory here)
                      dixit-list--filters filters)
                (dixit-list--read-all)
                (dixit-list--fit-all)
                (dixit-list--print)
                (when old (kill-buffer old))
                (rename-buffer name)
                (setq ready t)))))
      (unless ready (kill-buffer list)))
    (when (memq here texts)
      (let ((place (with-current-buffer here
                     (dixit-list--quote-start (point)))))
        (with-current-buffer list (dixit-list--goto-place here place))))
    (pop-to-buffer list dixit-list-display-action)
    (setq next-error-last-buffer list)
    (when (zerop (buffer-size))
      (message "Nothing found"))
    list))

(defun dixit-list--prepare ()
  "Give this list a column for the texts if there are several."
  (setq dixit-list--columns (mapcar #'copy-sequence dixit-list--columns))
  (when (cdr dixit-list--sources)
    (push (list 'text "Text" 12) dixit-list--columns)))

(defun dixit-list--goto-place (buffer position)
  "Go to the row of what is at POSITION of BUFFER, or comes next."
  (let ((source (cl-find buffer dixit-list--sources
                         :key #'dixit-list-source-buffer)))
    (when source
      (goto-char (dixit-list--line-of
                  (make-dixit-list-row
                   :source (dixit-list-source-number source) :place position)
                  (dixit-list--lines))))))

(defun dixit-list--quote-start (position)
  "Return the start of the quotation at POSITION, or POSITION."
  (let ((quote (dixit-quote-at (dixit-current-document) position)))
    (if (and quote (dixit-quote-content quote)) (dixit--start quote)
      position)))

;;;; Bookmarks

(declare-function bookmark-prop-get "bookmark")

(defun dixit-list--bookmark ()
  "Return a bookmark of this list."
  (let ((files (mapcar #'dixit-list-source-file dixit-list--sources)))
    (when (memq nil files)
      (user-error "Only the list of a file can be kept"))
    `(,(string-trim (buffer-name) "\\*" "\\*")
      (files . ,files) (mode . ,major-mode) (filters . ,dixit-list--filters)
      (handler . dixit-list-bookmark))))

;;;###autoload
(defun dixit-list-bookmark (bookmark)
  "Show the list that BOOKMARK is of."
  (set-buffer
   (save-window-excursion
     (dixit-list--open (bookmark-prop-get bookmark 'mode)
                       (mapcar (lambda (file) (or (get-file-buffer file) file))
                               (bookmark-prop-get bookmark 'files))
                       (bookmark-prop-get bookmark 'filters)))))

(provide 'dixit-list)

;;; dixit-list.el ends here
