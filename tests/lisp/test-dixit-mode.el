;;; test-dixit-mode.el --- The mode, its colours, lists and jumps  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; The mode is driven by keys, as a user does.  Most tests replace the
;; analysis by a toy that reads a small language of its own, so that they
;; run without the module and each edit has a plain effect; the last ones
;; ask the module, where there is one.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'imenu)
(require 'dixit)
(require 'dixit-list)
(require 'dixit-test)

;;;; A toy analysis

(defconst test-dixit--people
  '(("Ada Marsh" "Marsh" "she" "keeper of the lock")
    ("Ben Quill" "Quill" "he" nil))
  "Name, last name, pronoun and role of everybody in the toy texts.")

(defconst test-dixit--text "\
The lock is shut, and the keepers differ.

“It leaks,” Ada Marsh said. The “Iron Lady” is old.

“It does not leak,” said Ben Quill.

“I have wet feet,” she said.

“Nobody asked me.”

“Then buy boots,” Quill said.
"
  "Five quotations, one of them nobody's, and a term on line 3.")

(defvar test-dixit--calls 0
  "How often the toy has read a text.")

(defun test-dixit--line-of (position)
  "Return the number of the line of POSITION."
  (line-number-at-pos position))

(defun test-dixit--analyze ()
  "Read the current buffer as the toy language.
Words in “marks” are a quotation if the line says who said it or has nothing
else, and a term otherwise."
  (cl-incf test-dixit--calls)
  (save-excursion
    (save-restriction
      (widen)
      (let ((case-fold-search nil)
            (entities
             (vconcat
              (cl-loop for (name _ pronoun role) in test-dixit--people
                       for id from 0
                       collect (make-dixit-entity
                                :id id :type 'PER :name name :role role
                                :gender (if (equal pronoun "he") 'm 'f)
                                :mentions 0 :quotes 0))))
            mentions quotes marks)
        (cl-loop
         for (name last) in test-dixit--people
         for id from 0
         do (goto-char (point-min))
         (while (re-search-forward (concat "\\_<" (regexp-opt (list name last)) "\\_>")
                                   nil t)
           (cl-incf (dixit-entity-mentions (aref entities id)))
           (push (make-dixit-mention :start (match-beginning 0)
                                     :end (match-end 0)
                                     :type 'PER :kind 'name :entity id)
                 mentions)))
        (goto-char (point-min))
        (while (re-search-forward "“[^”\n]*”" nil t)
          (let* ((start (match-beginning 0)) (end (match-end 0))
                 (words (match-string-no-properties 0))
                 (alone (and (= start (line-beginning-position))
                             (looking-at-p "$")))
                 (who (and (looking-at
                            "[, ]*\\(?:\\(she\\|he\\|[A-Z][a-z]+\\(?: [A-Z][a-z]+\\)?\\) said\\|said \\([A-Z][a-z]+ [A-Z][a-z]+\\)\\)")
                           (or (match-string-no-properties 1)
                               (match-string-no-properties 2))))
                 (group (if (match-beginning 1) 1 2))
                 (from (and who (match-beginning group)))
                 (to (and who (match-end group)))
                 (id (and who (cl-position-if (lambda (person) (member who person))
                                              test-dixit--people)))
                 (pronoun (and who (member who '("she" "he")))))
            (push (make-dixit-mark :start start :end end :depth 0) marks)
            (when pronoun
              (cl-incf (dixit-entity-mentions (aref entities id)))
              (push (make-dixit-mention :start from :end to :type 'PER
                                        :kind 'pronoun :entity id)
                    mentions))
            (when id (cl-incf (dixit-entity-quotes (aref entities id))))
            (push (make-dixit-quote
                   :kind (if (or who alone) 'direct 'term)
                   :source-kind (cond (pronoun 'pronoun) (who 'name) (t 'none))
                   :content (list (cons start end))
                   :source (and who (list (cons from to)))
                   :text words
                   :speaker (and id (car (nth id test-dixit--people)))
                   :entity id
                   :line (line-number-at-pos start)
                   :confidence (if who 0.9 0.5))
                  quotes)))
        (let ((by-start (lambda (a b) (< (dixit-mention-start a)
                                         (dixit-mention-start b)))))
          (make-dixit-document
           :length (buffer-size)
           :mentions (vconcat (sort mentions by-start))
           :entities entities
           :quotes (vconcat (nreverse quotes))
           :marks (vconcat (nreverse marks))
           :checks []))))))

(defvar test-dixit--map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c q") 'dixit-command-map)
    map)
  "What a user might bind.")

(defmacro test-dixit--with (text &rest body)
  "Evaluate BODY in a selected window with a buffer of TEXT."
  (declare (indent 1) (debug t))
  `(let ((buffer (generate-new-buffer "article"))
         (dixit-analyze-function #'test-dixit--analyze)
         (kill-buffer-query-functions nil)
         (test-dixit--calls 0))
     (unwind-protect
         (save-window-excursion
           (delete-other-windows)
           (switch-to-buffer buffer)
           (insert ,text)
           (goto-char (point-min))
           (text-mode)
           (setq buffer-undo-list nil)
           (set-buffer-modified-p nil)
           (use-local-map (make-composed-keymap test-dixit--map
                                                (current-local-map)))
           ,@body)
       (dolist (other (buffer-list))
         (when (or (eq (buffer-local-value 'dixit-list--source other) buffer)
                   (eq (buffer-base-buffer other) buffer))
           (kill-buffer other)))
       (with-current-buffer buffer (set-buffer-modified-p nil))
       (kill-buffer buffer))))

(defun test-dixit--overlays ()
  "Return Dixit's overlays in the current buffer."
  (save-restriction
    (widen)
    (cl-remove 'dixit-overlay (overlays-in (point-min) (point-max))
               :key (lambda (overlay) (overlay-get overlay 'category))
               :test-not #'eq)))

(defun test-dixit--faces (position)
  "Return the faces of Dixit at POSITION, flat."
  (flatten-tree (mapcar (lambda (overlay) (overlay-get overlay 'face))
                        (overlays-at position t))))

(defun test-dixit--at (string)
  "Return the position where STRING begins."
  (save-excursion
    (goto-char (point-min))
    (search-forward string)
    (match-beginning 0)))

(defun test-dixit--keys (keys)
  "Type KEYS in the selected window."
  (set-buffer (window-buffer))
  (execute-kbd-macro (kbd keys))
  (set-buffer (window-buffer)))

;;;; Loading, turning on and off

(ert-deftest test-dixit-mode-loading-is-inert ()
  "Loading sets nothing going, and binds no global key."
  (should-not dixit--timer)
  (should-not dixit--watched)
  (should-not (where-is-internal 'dixit-next-quote global-map))
  (should-not (memq 'dixit-imenu-index (default-value 'eldoc-documentation-functions))))

(ert-deftest test-dixit-mode-paints-and-counts ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q m")
    (should dixit-mode)
    (should (equal (substring-no-properties dixit--lighter) " Dixit[5 by 2]"))
    (should (memq 'dixit-speaker-name (test-dixit--faces (test-dixit--at "Ada"))))
    (should (memq 'dixit-reference (test-dixit--faces (test-dixit--at "she said"))))
    (should (memq 'dixit-unattributed
                  (test-dixit--faces (test-dixit--at "Nobody asked"))))
    (should-not (test-dixit--faces (test-dixit--at "Iron Lady")))
    ;; One colour a person.
    (let ((ada (car (last (test-dixit--faces (test-dixit--at "Ada")))))
          (ben (car (last (test-dixit--faces (test-dixit--at "Ben"))))))
      (should (memq ada (test-dixit--faces (test-dixit--at "she said"))))
      (should-not (eq ada ben)))
    (test-dixit--keys "C-c q m")
    (should-not dixit-mode)))

(ert-deftest test-dixit-mode-leaves-the-buffer-alone ()
  (test-dixit--with test-dixit--text
    (setq buffer-read-only t)
    (let ((tick (buffer-modified-tick)))
      (test-dixit--keys "C-c q m C-c q n C-c q n C-c q m")
      (should (= tick (buffer-modified-tick)))
      (should-not (buffer-modified-p))
      (should-not buffer-undo-list))))

(ert-deftest test-dixit-mode-teardown ()
  "Turning the mode off leaves nothing of it."
  (test-dixit--with test-dixit--text
    ;; The first time loads libraries, which make variables of their own.
    (dixit-mode) (dixit-mode -1)
    (let ((before (buffer-local-variables)))
      (dixit-mode)
      (should (test-dixit--overlays))
      (dixit-mode -1)
      (should-not (test-dixit--overlays))
      (should-not dixit--watched)
      (should-not dixit--timer)
      (dolist (variable (buffer-local-variables))
        (let ((name (if (consp variable) (car variable) variable)))
          (unless (memq name '(dixit-mode mark-ring minor-mode-list local-minor-modes
                               buffer-undo-list mode-line-process))
            (should (equal (list name (assq name before))
                           (list name (and (consp variable) variable))))))))))

(ert-deftest test-dixit-mode-other-major-mode ()
  "A new major mode ends it, with its overlays."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (fundamental-mode)
    (should-not (bound-and-true-p dixit-mode))
    (should-not (test-dixit--overlays))
    (should-not dixit--watched)))

(ert-deftest test-dixit-mode-killed-buffer ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (kill-buffer)
    (should-not dixit--watched)
    (should-not dixit--timer)
    (switch-to-buffer (generate-new-buffer "article"))
    (setq buffer (current-buffer))))

(ert-deftest test-dixit-mode-error-at-turning-on ()
  "An analysis that fails turns the mode off again if the user asked for it."
  (test-dixit--with test-dixit--text
    (setq dixit-analyze-function (lambda () (signal 'dixit-error '("no module"))))
    (should-error (test-dixit--keys "C-c q m") :type 'dixit-error)
    (should-not dixit-mode)
    (should-not dixit--watched)
    ;; A hook that turns it on is not disturbed; the mode line tells.
    (dixit-mode)
    (should dixit-mode)
    (should (string-search "!" dixit--lighter))))

(ert-deftest test-dixit-mode-hook-does-not-build ()
  "Without the module, turning it on from Lisp starts no build."
  (test-dixit--with test-dixit--text
    (setq dixit-analyze-function #'dixit-analyze-buffer)
    (cl-letf (((symbol-function 'dixit-module-ready-p) #'ignore)
              ((symbol-function 'dixit-module-ensure)
               (lambda () (ert-fail "The module was asked for"))))
      (dixit-mode)
      (should dixit-mode)
      (should (string-search "!" dixit--lighter)))))

;;;; Keeping up with the text

(ert-deftest test-dixit-mode-cache ()
  "Neither looking nor text properties cost an analysis; a change does."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (should (= test-dixit--calls 1))
    (put-text-property 1 5 'face 'bold)
    (dixit--idle)
    (test-dixit--keys "C-c q n C-c q w")
    (should (= test-dixit--calls 1))
    (insert "x")
    (dixit--idle)
    (should (= test-dixit--calls 2))
    (dixit--idle)
    (should (= test-dixit--calls 2))))

(ert-deftest test-dixit-mode-edit-and-undo ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((count (length (test-dixit--overlays))))
      (undo-boundary)
      (goto-char (test-dixit--at "“It does"))
      (kill-line)
      ;; What is left of the old overlays stays until the text is read again.
      (should (test-dixit--overlays))
      (dixit--idle)
      (should (equal (substring-no-properties dixit--lighter) " Dixit[4 by 2]"))
      (undo-boundary)
      (undo)
      (dixit--idle)
      (should (equal (substring-no-properties dixit--lighter) " Dixit[5 by 2]"))
      (should (= count (length (test-dixit--overlays)))))))

(ert-deftest test-dixit-mode-input-comes-first ()
  "Input ends an analysis at idle time; the old colours stay."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((count (length (test-dixit--overlays))))
      (insert "x")
      (let ((unread-command-events '(?a)))
        (dixit--idle))
      (should-not (dixit-current-document t))
      (should (= count (length (test-dixit--overlays))))
      (should dixit--again)
      (dixit--idle)
      (should (dixit-current-document t)))))

(ert-deftest test-dixit-mode-stale-result ()
  "What was found in a text that has changed meanwhile is dropped."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (insert "x")
    (setq dixit-analyze-function
          (lambda ()
            (prog1 (test-dixit--analyze)
              (insert "y"))))
    (dixit--idle)
    (should-not (dixit-current-document t))))

(ert-deftest test-dixit-mode-not-shown ()
  "A buffer that no window shows waits."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (switch-to-buffer (get-buffer-create "*scratch*"))
      (with-current-buffer article
        (dixit-mode)
        (dixit--idle)
        (should (= test-dixit--calls 0)))
      (switch-to-buffer article)
      (dixit--idle)
      (should (= test-dixit--calls 1))
      (should (test-dixit--overlays)))))

(ert-deftest test-dixit-mode-narrowed ()
  "All is analysed and shown; motion stays inside."
  (test-dixit--with test-dixit--text
    (narrow-to-region (test-dixit--at "“I have") (test-dixit--at "“Nobody"))
    (goto-char (point-min))
    (dixit-mode)
    (should (equal (substring-no-properties dixit--lighter) " Dixit[5 by 2]"))
    (save-restriction
      (widen)
      (should (test-dixit--faces (test-dixit--at "Ada"))))
    (should-error (test-dixit--keys "C-c q n") :type 'user-error)
    (should (buffer-narrowed-p))
    (goto-char (point-max))
    (test-dixit--keys "C-c q p")
    (should (looking-at-p "“I have"))))

(ert-deftest test-dixit-mode-indirect ()
  "A clone has overlays of its own, and edits on either side reach both."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let* ((base (current-buffer))
           (count (length (test-dixit--overlays)))
           (clone (clone-indirect-buffer "article clone" nil)))
      (unwind-protect
          (progn
            (split-window)
            (set-window-buffer (next-window) clone)
            (dixit--idle)
            (with-current-buffer clone
              (should dixit-mode)
              (should (= count (length (test-dixit--overlays))))
              (goto-char (point-max))
              (insert "\n“So it is,” he said.\n"))
            (dixit--idle)
            (dolist (each (list base clone))
              (with-current-buffer each
                (should (equal (substring-no-properties dixit--lighter)
                               " Dixit[6 by 2]"))
                (should (> (length (test-dixit--overlays)) count))))
            (with-current-buffer clone (dixit-mode -1))
            (should (test-dixit--overlays)))
        (kill-buffer clone)))))

(ert-deftest test-dixit-mode-clone-of-org ()
  "`make-indirect-buffer' with CLONE runs no hook before Emacs 29."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((count (length (test-dixit--overlays)))
          (clone (make-indirect-buffer (current-buffer) "article copy" t)))
      (unwind-protect
          (with-current-buffer clone
            (switch-to-buffer clone)
            (dixit-refresh)
            (should (= count (length (test-dixit--overlays))))
            (dixit-mode -1)
            (should-not (test-dixit--overlays)))
        (kill-buffer clone))
      (should (= count (length (test-dixit--overlays)))))))

(ert-deftest test-dixit-mode-bounded-overlays ()
  "However long the text, the number of overlays is bounded."
  (test-dixit--with ""
    (dotimes (i 4000)
      (insert (format "“Boat %d is late,” Ada Marsh said.\n\n" i)))
    (goto-char (point-min))
    (dixit-mode)
    (let ((most (length (test-dixit--overlays)))
          (missing 0))
      (should (< 10 most 3000))
      (dotimes (i 60)
        (let ((position (1+ (* i (/ (point-max) 60)))))
          (goto-char position)
          (forward-line 0)
          (set-window-start (selected-window) (point))
          (dixit-highlight--scrolled (selected-window) (point))
          (re-search-forward "“Boat")
          (unless (test-dixit--faces (point)) (cl-incf missing))
          (setq most (max most (length (test-dixit--overlays))))))
      (should (zerop missing))
      (should (< most 8000)))))

(ert-deftest test-dixit-mode-long-line ()
  (test-dixit--with ""
    (dotimes (i 3000)
      (insert (format "“Boat %d is late,” Ada Marsh said. " i)))
    (goto-char (point-min))
    (dixit-mode)
    (should (test-dixit--faces 3))
    (should (< (length (test-dixit--overlays)) 3000))
    (test-dixit--keys "C-u 1 5 0 0 C-c q n")
    (should (looking-at-p "“Boat 1500 "))
    (dixit-highlight-show)
    (should (< (length (test-dixit--overlays)) 8000))))

;;;; Going from quotation to quotation

(ert-deftest test-dixit-mode-next-and-previous ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q n")
    (should (looking-at-p "“It leaks"))
    ;; The term on this line is nobody's words.
    (test-dixit--keys "C-c q n")
    (should (looking-at-p "“It does not"))
    (test-dixit--keys "C-u 2 C-c q n")
    (should (looking-at-p "“Nobody"))
    (test-dixit--keys "C-c q p")
    (should (looking-at-p "“I have"))
    (test-dixit--keys "C-- C-c q n")
    (should (looking-at-p "“It does not"))
    (test-dixit--keys "C-u - 2 C-c q p")
    (should (looking-at-p "“Nobody"))
    (let ((here (point)))
      (should-error (test-dixit--keys "C-u 7 C-c q n") :type 'user-error)
      (should (= here (point))))
    (test-dixit--keys "C-c q n")
    (should-error (test-dixit--keys "C-c q n") :type 'user-error)))

(ert-deftest test-dixit-mode-repeat ()
  (skip-unless (fboundp 'repeat-mode))
  (test-dixit--with test-dixit--text
    (let ((was repeat-mode) (inhibit-message t))
      (repeat-mode 1)
      (unwind-protect
          (progn
            (test-dixit--keys "C-c q n n n p")
            (should (looking-at-p "“It does not")))
        (repeat-mode (if was 1 -1))))))

(ert-deftest test-dixit-mode-mark ()
  "A jump pushes the mark; the ones after it do not."
  (test-dixit--with test-dixit--text
    (goto-char 10)
    (test-dixit--keys "C-c q n C-c q n C-c q n")
    (should (= (mark t) 10))
    (test-dixit--keys "C-u C-SPC")
    (should (= (point) 10))))

(ert-deftest test-dixit-mode-message ()
  (test-dixit--with test-dixit--text
    (should (string-prefix-p "Ada Marsh: “It leaks,”"
                             (progn (test-dixit--keys "C-c q n")
                                    (dixit--line
                                     (dixit-quote-at (dixit-current-document)
                                                     (point))))))))

(ert-deftest test-dixit-mode-goto-quote ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q g “Then TAB RET")
    (should (looking-at-p "“Then buy"))
    (should (= (mark t) (point-min)))
    ;; The one at point is the default.
    (forward-char 3)
    (test-dixit--keys "C-c q g RET")
    (should (looking-at-p "“Then buy"))))

(ert-deftest test-dixit-mode-goto-quote-same-words ()
  (test-dixit--with "“Yes,” Ada Marsh said.\n\n“Yes,” said Ben Quill.\n"
    (test-dixit--keys "C-c q g “Yes,” SPC <2> RET")
    (should (= 3 (line-number-at-pos)))))

(ert-deftest test-dixit-mode-annotations ()
  "Who says it is shown beside the words that are read."
  (test-dixit--with test-dixit--text
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt table &rest _)
                 (let* ((metadata (cdr (funcall table "" nil 'metadata)))
                        (all (all-completions "" table))
                        (lines (funcall (alist-get 'affixation-function metadata)
                                        all))
                        (group (alist-get 'group-function metadata)))
                   (should (= 5 (length all)))
                   (should (string-match-p "3 +Ada Marsh" (nth 1 (car lines))))
                   (should (equal "Ada Marsh" (funcall group (car all) nil)))
                   (should (equal "(nobody)" (funcall group (nth 3 all) nil)))
                   (nth 1 all)))))
      (call-interactively #'dixit-goto-quote)
      (should (looking-at-p "“It does not")))))

(ert-deftest test-dixit-mode-unfold ()
  "A jump opens what is folded."
  (test-dixit--with (concat "* One\n" test-dixit--text)
    (outline-mode)
    (let ((hide (if (fboundp 'outline-hide-body) #'outline-hide-body #'ignore)))
      (funcall hide))
    (should (invisible-p (test-dixit--at "It leaks")))
    (dixit-next-quote)
    (should-not (invisible-p (point)))))

(ert-deftest test-dixit-mode-next-error ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((next-error-last-buffer nil))
      (test-dixit--keys "M-g n")
      (should (looking-at-p "“It leaks"))
      (test-dixit--keys "M-g n M-g n M-g p")
      (should (looking-at-p "“It does not")))))

;;;; Telling who

(ert-deftest test-dixit-mode-imenu ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((index (imenu--make-index-alist t)))
      (should (equal '("Ada Marsh" "Ben Quill" "(nobody)")
                     (mapcar #'car (cdr (assoc "Speakers" index)))))
      (should (= 5 (length (cdr (assoc "Quotations" index))))))
    (dixit-mode -1)
    (should-not (local-variable-p 'imenu-create-index-function))))

(ert-deftest test-dixit-mode-imenu-chained ()
  "The index of the major mode comes first."
  (test-dixit--with test-dixit--text
    (setq-local imenu-create-index-function (lambda () (list (cons "Mine" 1))))
    (dixit-mode)
    (should (equal '("Mine" "Speakers" "Quotations")
                   (mapcar #'car (funcall imenu-create-index-function))))
    (dixit-mode -1)
    (should (equal '(("Mine" . 1)) (funcall imenu-create-index-function)))))

(ert-deftest test-dixit-mode-eldoc ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (goto-char (test-dixit--at "she said"))
    (let (said)
      (should (run-hook-with-args-until-success
               'eldoc-documentation-functions
               (lambda (text &rest _) (setq said text))))
      (should (string-match-p
               "\\`she = Ada Marsh, keeper of the lock — 2 quotations (here: direct quotation, 90 % sure)\\'" said))
      (goto-char (test-dixit--at "wet feet"))
      (dixit-eldoc (lambda (text &rest _) (setq said text)))
      (should (string-match-p "speaker named by “she”" said))
      ;; From the cache alone.
      (insert "x")
      (setq said nil)
      (dixit-eldoc (lambda (text &rest _) (setq said text)))
      (should-not said)
      (should (= test-dixit--calls 1)))))

(ert-deftest test-dixit-mode-help-echo ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let* ((position (test-dixit--at "she said"))
           (overlay (car (overlays-at position t))))
      (should (equal (funcall (overlay-get overlay 'help-echo)
                              (selected-window) overlay position)
                     "she = Ada Marsh, keeper of the lock — 2 quotations")))
    (let* ((position (test-dixit--at "Nobody asked"))
           (overlay (car (overlays-at position t))))
      (should (string-match-p
               "Nobody is named"
               (funcall (overlay-get overlay 'help-echo)
                        (selected-window) overlay position))))))

(ert-deftest test-dixit-mode-context-menu ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let* ((position (test-dixit--at "Ada Marsh"))
           (click (list 'down-mouse-3
                        (list (selected-window) position '(0 . 0) 0)))
           (menu (dixit-context-menu (make-sparse-keymap) click)))
      (should (lookup-key menu [dixit-who]))
      (should (lookup-key menu [dixit-list-quotes])))))

;;;; Colours

(defun test-dixit--speakers (&rest names)
  "Return a vector of people called NAMES who each say something."
  (vconcat (mapcar (lambda (name)
                     (make-dixit-entity :type 'PER :name name
                                        :mentions 1 :quotes 1))
                   names)))

(ert-deftest test-dixit-mode-colors-differ ()
  "As many people as colours have one each; more share, but for the look."
  (let* ((names (cl-loop for i below 16 collect (format "Person %d" i)))
         (few (dixit-palette--assign
               (apply #'test-dixit--speakers (cl-subseq names 0 8)) nil))
         (many (dixit-palette--assign
                (apply #'test-dixit--speakers names) nil)))
    (should (= 8 (length (delete-dups
                          (mapcar (lambda (slot) (mod slot 8))
                                  (hash-table-values few))))))
    (should (= 16 (length (delete-dups (hash-table-values many)))))
    ;; Forty is too many for anything, but no error.
    (should (= 40 (hash-table-count
                   (dixit-palette--assign
                    (apply #'test-dixit--speakers
                           (cl-loop for i below 40 collect (format "P %d" i)))
                    nil))))))

(ert-deftest test-dixit-mode-colors-stay ()
  "A person keeps a colour while others come and go."
  (let* ((first (dixit-palette--assign
                 (test-dixit--speakers "A" "B" "C" "D" "E") nil))
         (second (dixit-palette--assign
                  (test-dixit--speakers "X" "Y" "E" "C" "Z" "W") first)))
    (should (= (gethash "c" first) (gethash "c" second)))
    (should (= (gethash "e" first) (gethash "e" second)))
    (should (= 6 (length (delete-dups (hash-table-values second)))))))

(ert-deftest test-dixit-mode-contrast ()
  "The colours can be read, on white and on black, and on their own tint."
  (cl-labels ((channel (hex at)
                (let ((c (/ (string-to-number (substring hex at (+ at 2)) 16)
                            255.0)))
                  (if (<= c 0.04045) (/ c 12.92)
                    (expt (/ (+ c 0.055) 1.055) 2.4))))
              (luminance (hex)
                (+ (* 0.2126 (channel hex 1)) (* 0.7152 (channel hex 3))
                   (* 0.0722 (channel hex 5))))
              (contrast (a b)
                (let ((x (luminance a)) (y (luminance b)))
                  (/ (+ 0.05 (max x y)) (+ 0.05 (min x y)))))
              (values (hex)
                (mapcar (lambda (at)
                          (* 257 (string-to-number
                                  (substring hex at (+ at 2)) 16)))
                        '(1 3 5))))
    (dolist (row dixit-palette--rows)
      (pcase-dolist (`(,color ,back ,text) `((,(nth 0 row) "#ffffff" "#000000")
                                             (,(nth 1 row) "#1b1d22" "#e0e0e0")))
        (let ((tint (dixit-palette--mix
                     (values color) (values back)
                     (dixit-palette--strength (values back)))))
          (should (> (contrast color back) 4.9))
          (should (> (contrast color tint) 3.9))
          (should (> (contrast text tint) 6.5)))))))

;;;; Lists

(defun test-dixit--header ()
  "Return the text of the header line."
  (apply #'concat (cl-remove-if-not #'stringp (flatten-tree header-line-format))))

(defun test-dixit--rows ()
  "Return the lines of the current list as lists of words before the text."
  (mapcar (lambda (line) (string-trim line))
          (split-string (buffer-substring-no-properties (point-min) (point-max))
                        "\n" t)))

(ert-deftest test-dixit-list-quotes ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= 5 (length (test-dixit--rows))))
      (should (string-match-p "5 quotations by 2 speakers"
                              (test-dixit--header)))
      (should (string-match-p "\\`3 +Ada Marsh +direct +90% +“It leaks,”"
                              (car (test-dixit--rows))))
      (test-dixit--keys "n n RET")
      (should (eq (current-buffer) article))
      (should (looking-at-p "“I have wet feet"))
      (should (= 2 (length (window-list)))))))

(ert-deftest test-dixit-list-show ()
  "o shows the place and stays in the list."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l n o")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= (with-current-buffer article (test-dixit--at "“It does"))
                 (window-point (get-buffer-window article)))))))

(ert-deftest test-dixit-list-follow ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l f n n")
      (should next-error-follow-minor-mode)
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= (with-current-buffer article (test-dixit--at "“I have"))
                 (window-point (get-buffer-window article)))))))

(ert-deftest test-dixit-list-ends ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l")
    (should-error (test-dixit--keys "p") :type 'user-error)
    (test-dixit--keys "n n n n")
    (should-error (test-dixit--keys "n") :type 'user-error)
    (should (tabulated-list-get-id))))

(ert-deftest test-dixit-list-sort ()
  "Numbers sort as numbers."
  (test-dixit--with (concat test-dixit--text "\n\n\n\n“Late,” Ada Marsh said.\n")
    (test-dixit--keys "C-c q l")
    (let ((lines (mapcar #'string-to-number (test-dixit--rows))))
      (should (> (car (last lines)) 9))
      (should (equal lines (sort (copy-sequence lines) #'<))))
    (search-forward "Ada")
    (test-dixit--keys "S")
    (should (string-match-p "(nobody)" (car (test-dixit--rows))))
    (should (string-match-p "Ben" (car (last (test-dixit--rows)))))))

(ert-deftest test-dixit-list-filter ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l s Ben SPC Quill RET")
    (should (= 2 (length (test-dixit--rows))))
    (should (string-match-p "2 of 5 quotations" (test-dixit--header)))
    (test-dixit--keys "a")
    (should (= 5 (length (test-dixit--rows))))
    ;; The speaker at point is the default.
    (goto-char (point-min))
    (test-dixit--keys "/ RET")
    (should (= 2 (length (test-dixit--rows))))
    (should (string-match-p "Ada" (car (test-dixit--rows))))
    (test-dixit--keys "a t")
    (should (= 6 (length (test-dixit--rows))))))

(ert-deftest test-dixit-list-in-step ()
  "The list follows the text, and point stays at its quotation."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (dixit-mode)
      (test-dixit--keys "C-c q l n n")
      (should (looking-at-p " +7 +Ada Marsh"))
      (with-current-buffer article
        (goto-char (point-min))
        (insert "“Look,” Ben Quill said.\n\n")
        (dixit--idle))
      (should (= 6 (length (test-dixit--rows))))
      (should (looking-at-p " +9 +Ada Marsh"))
      ;; Its quotation goes away: the next in the text takes its place.
      (with-current-buffer article
        (goto-char (test-dixit--at "“I have"))
        (delete-region (point) (line-end-position))
        (dixit--idle))
      (should (= 5 (length (test-dixit--rows))))
      (should (looking-at-p " +11 +(nobody)")))))

(ert-deftest test-dixit-list-long-in-step ()
  "A long list waits for a longer pause."
  (test-dixit--with (apply #'concat (make-list 500 "“Yes,” Ada Marsh said.\n"))
    (let ((article (current-buffer)))
      (dixit-mode)
      (test-dixit--keys "C-c q l")
      (should (= 500 (length (test-dixit--rows))))
      (with-current-buffer article
        (goto-char (point-min))
        (kill-line 1)
        (dixit--idle))
      (should (= 500 (length (test-dixit--rows))))
      (should (memq dixit-list--timer timer-idle-list))
      (timer-event-handler dixit-list--timer)
      (should (= 499 (length (test-dixit--rows)))))))

(ert-deftest test-dixit-list-without-the-mode ()
  "A list is kept in step where the mode is off, and let go after it."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (with-current-buffer article
        (insert "“Look,” Ben Quill said.\n\n")
        (dixit--idle))
      (should (= 6 (length (test-dixit--rows))))
      (kill-buffer)
      (with-current-buffer article
        (insert " ")
        (dixit--idle)
        (dixit--idle)
        (should-not (local-variable-p 'dixit-analyzed-hook))
        (should-not dixit--watched)))))

(ert-deftest test-dixit-list-revert ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l n")
      (with-current-buffer article
        (goto-char (point-min))
        (insert "“Look,” Ben Quill said.\n\n"))
      (test-dixit--keys "g")
      (should (= 6 (length (test-dixit--rows))))
      (should (looking-at-p " +7 +Ben Quill")))))

(ert-deftest test-dixit-list-people ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q s")
      (should (derived-mode-p 'dixit-people-mode))
      (should (= 2 (length (test-dixit--rows))))
      (should (string-match-p "keeper of the lock"
                              (cl-find "Ada" (test-dixit--rows)
                                       :test #'string-search)))
      (goto-char (point-min))
      (search-forward "Ben")
      (test-dixit--keys "s")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= 2 (length (test-dixit--rows))))
      (switch-to-buffer article)
      (test-dixit--keys "C-c q s")
      (goto-char (point-min))
      (search-forward "Ben")
      (test-dixit--keys "RET")
      (should (looking-at-p "Ben Quill")))))

(ert-deftest test-dixit-list-text-is-gone ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (kill-buffer article)
      (should-error (test-dixit--keys "RET") :type 'user-error)
      (should-error (test-dixit--keys "g") :type 'user-error)
      (setq dixit-list--source nil)
      (kill-buffer)
      (setq buffer (generate-new-buffer "article")))))

(ert-deftest test-dixit-list-narrowed ()
  "A jump out of the list widens."
  (test-dixit--with test-dixit--text
    (narrow-to-region 1 20)
    (test-dixit--keys "C-c q l n RET")
    (should-not (buffer-narrowed-p))
    (should (looking-at-p "“It does not"))))

;;;; With the module

(ert-deftest test-dixit-mode-module ()
  (skip-unless (dixit-test-module-p))
  (test-dixit--with ""
    (setq dixit-analyze-function #'dixit-analyze-buffer)
    (insert-file-contents (dixit-test-article "harbour"))
    (test-dixit--keys "C-c q m")
    (should dixit-mode)
    (should (test-dixit--overlays))
    (test-dixit--keys "C-c q n")
    (should (test-dixit--faces (point)))
    (test-dixit--keys "C-c q l")
    (should (cl-some (lambda (row) (string-match-p "Teresa Okafor" row))
                     (test-dixit--rows)))))

(ert-deftest test-dixit-mode-module-every-article ()
  "Every quotation of every article can be painted, visited and told."
  (skip-unless (dixit-test-module-p))
  (dolist (file (directory-files (file-name-directory (dixit-test-article "harbour")) t
                                 "\\.txt\\'"))
    (test-dixit--with ""
      (setq dixit-analyze-function #'dixit-analyze-buffer)
      (insert-file-contents file)
      (dixit-mode)
      (should-not dixit--error)
      (let ((count (length (dixit-quotes (dixit-current-document)))))
        (goto-char (point-min))
        (should (> count 0))
        (dixit-next-error 0 t)
        (let ((position 0))
          (while (ignore-errors (dixit-next-quote) t)
            (should (> (point) position))
            (setq position (point))
            (should (dixit-describe-at (dixit-current-document) (point)))))
        (test-dixit--keys "C-c q l")
        (should (= count (length (test-dixit--rows))))))))

(provide 'test-dixit-mode)

;;; test-dixit-mode.el ends here
