;;; test-dixit-mode.el --- The mode, its colours, lists and jumps  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; The mode is driven by keys, as a user does.  See dixit-toy.el; the last
;; tests ask the module, where there is one.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'imenu)
(require 'dixit)
(require 'dixit-toy)

(defvar so-long-minor-modes)

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

(ert-deftest test-dixit-mode-pronouns ()
  "Pronouns are shown unless the user does not want them."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (should (memq 'dixit-reference (test-dixit--faces (test-dixit--at "she said"))))
    (let ((dixit-highlight-pronouns nil))
      (test-dixit--keys "C-c q r")
      (should-not (test-dixit--faces (test-dixit--at "she said")))
      (should (test-dixit--faces (test-dixit--at "Ada Marsh"))))))

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

(ert-deftest test-dixit-mode-nothing-left ()
  "However the mode ends: no overlay, hook, timer, process or buffer of its own."
  (dolist (end (list (lambda () (dixit-mode -1))
                     #'fundamental-mode
                     (lambda () (kill-buffer))
                     #'kill-all-local-variables))
    (test-dixit--with test-dixit--text
      (let ((timers (list (length timer-list) (length timer-idle-list)))
            (processes (process-list))
            (buffers (buffer-list)))
        (dixit-mode)
        (should (test-dixit--overlays))
        (funcall end)
        (dixit--prune)
        (should (equal timers (list (length timer-list) (length timer-idle-list))))
        (should (equal processes (process-list)))
        (should-not (cl-set-difference (buffer-list) buffers))
        (when (buffer-live-p buffer)
          (with-current-buffer buffer
            (should-not (test-dixit--overlays))
            (dolist (hook '(after-change-functions kill-buffer-hook
                            window-scroll-functions window-configuration-change-hook
                            window-buffer-change-functions change-major-mode-hook
                            eldoc-documentation-functions context-menu-functions))
              (should-not (cl-some (lambda (function)
                                     (and (symbolp function)
                                          (string-prefix-p "dixit" (symbol-name function))))
                                   (and (local-variable-p hook) (symbol-value hook)))))))
        (unless (buffer-live-p buffer)
          (setq buffer (switch-to-buffer (generate-new-buffer "article"))))))))

(ert-deftest test-dixit-mode-global ()
  "The global mode turns it on where prose is read, as its predicate says."
  (let ((dixit-analyze-function #'test-dixit--analyze)
        (kill-buffer-query-functions nil))
    (cl-flet ((on-p (name mode)
                (with-current-buffer (generate-new-buffer name)
                  (unwind-protect
                      (progn (funcall mode)
                             (and (bound-and-true-p dixit-mode) t))
                    (kill-buffer)))))
      (should-not (on-p "a" #'text-mode))
      (unwind-protect
          (progn
            (global-dixit-mode 1)
            (should (on-p "a" #'text-mode))
            (should (on-p "a" #'html-mode))
            (should-not (on-p " a" #'text-mode))
            (should-not (on-p "a" #'emacs-lisp-mode))
            (should-not (on-p "a" #'nxml-mode))
            (let ((dixit-global-modes '(emacs-lisp-mode)))
              (should (on-p "a" #'emacs-lisp-mode))
              (should-not (on-p "a" #'text-mode)))
            (let ((dixit-global-modes '((not text-mode) t)))
              (should (on-p "a" #'emacs-lisp-mode))
              (should-not (on-p "a" #'text-mode)))
            (let ((dixit-global-modes (lambda () (eq major-mode 'prog-mode))))
              (should (on-p "a" #'prog-mode))
              (should-not (on-p "a" #'text-mode))))
        (global-dixit-mode -1))
      (should-not (on-p "a" #'text-mode))
      (should-not dixit--watched))))

(ert-deftest test-dixit-mode-so-long ()
  "So Long turns it off, and on again when it is reverted."
  (require 'so-long)
  (dolist (function '(so-long so-long-mode so-long-minor-mode))
    (test-dixit--with test-dixit--text
      (text-mode)
      (dixit-mode)
      (let ((inhibit-message t)) (funcall function))
      (should-not dixit-mode)
      (should-not (test-dixit--overlays))
      (if (eq function 'so-long-minor-mode)
          (so-long-minor-mode -1)
        (so-long-revert))
      (should (eq major-mode 'text-mode))
      (should dixit-mode))))

(ert-deftest test-dixit-mode-after-commands ()
  "What a command has found before the mode is painted with it."
  (dolist (turn-on (list (lambda () (call-interactively #'dixit-mode))
                         #'dixit-mode
                         ;; Not in sight at first.
                         (lambda ()
                           (let ((buffer (current-buffer)))
                             (switch-to-buffer "*scratch*")
                             (with-current-buffer buffer (dixit-mode))
                             (switch-to-buffer buffer)
                             (dixit--idle)))))
    (test-dixit--with test-dixit--text
      (let ((article (current-buffer)))
        (test-dixit--keys "C-c q l q")
        (should (eq article (current-buffer)))
        (should (dixit-current-document t))
        (funcall turn-on)
        (should (test-dixit--overlays))
        ;; And no more than once.
        (let ((before (test-dixit--overlays)))
          (dixit--idle)
          (should-not (cl-set-exclusive-or before (test-dixit--overlays))))))))

(ert-deftest test-dixit-mode-source-is-mention ()
  "One overlay shows a name, or a pronoun, that is a source."
  (dolist (pronouns '(t nil))
    (let ((dixit-highlight-pronouns pronouns))
      (test-dixit--with test-dixit--text
        (dixit-mode)
        (dixit-current-document)
        (cl-flet ((faces (words)
                    (mapcar (lambda (overlay) (overlay-get overlay 'face))
                            (cl-remove-if-not (lambda (overlay)
                                                (eq (overlay-start overlay) (point)))
                                              (overlays-at (goto-char (test-dixit--at words)))))))
          (let ((name (faces "Ada Marsh said"))
                (other (faces "Ben Quill"))
                (she (faces "she said")))
            (should (= 1 (length name)))
            (should (memq 'dixit-speaker-name (car name)))
            (should (memq 'dixit-source (car name)))
            (should-not (equal name other))
            (if (not pronouns)
                (should-not she)
              (should (= 1 (length she)))
              (should (memq 'dixit-reference (car she)))
              (should (memq 'dixit-source (car she))))))))))

(ert-deftest test-dixit-mode-off-at-first ()
  "The mode can be turned off where it was never on."
  (with-temp-buffer
    (dixit-mode -1)
    (should-not dixit-mode)
    (should-not (local-variable-p 'imenu-create-index-function))))

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
               "\\`she = Ada Marsh, keeper of the lock — 2 quotations; named 4 lines before (here: direct quotation, 90 % sure)\\'" said))
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
                     "she = Ada Marsh, keeper of the lock — 2 quotations; named 4 lines before (here: direct quotation, 90 % sure)")))
    (let* ((position (test-dixit--at "Nobody asked"))
           (overlay (car (overlays-at position t))))
      (should (string-match-p
               "Nobody is named"
               (funcall (overlay-get overlay 'help-echo)
                        (selected-window) overlay position))))))

(ert-deftest test-dixit-mode-context-menu ()
  "The context menu has what can be done with whom, or what, is clicked on."
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (cl-flet ((menu (string)
                (dixit-context-menu
                 (make-sparse-keymap)
                 (list 'down-mouse-3
                       (list (selected-window) (test-dixit--at string) '(0 . 0) 0))))
              (title (menu key) (nth 2 (assq key menu))))
      (let ((menu (menu "Ada Marsh")))
        (should (equal "Quotations by Ada Marsh" (title menu 'dixit-list-speaker-quotes)))
        (should (lookup-key menu [dixit-who]))
        (should (lookup-key menu [dixit-copy-quote]))
        ;; This is the name.
        (should-not (lookup-key menu [dixit-goto-antecedent])))
      (let ((menu (menu "she said")))
        (call-interactively (lookup-key menu [dixit-goto-antecedent]))
        (should (looking-at-p "Ada Marsh"))
        (call-interactively (lookup-key menu [dixit-list-speaker-quotes]))
        (should (derived-mode-p 'dixit-quotes-mode))
        (should (= 2 (length (test-dixit--rows))))))
    (pop-to-buffer "article")
    (should-not (cdr (dixit-context-menu
                      (make-sparse-keymap)
                      (list 'down-mouse-3 (list (selected-window) (point-min)
                                                '(0 . 0) 0)))))))

(ert-deftest test-dixit-mode-customize ()
  "`customize-group' shows every option and face, whatever was loaded."
  (let ((members
         (read
          (cadr
           (dixit-test-shell
            (mapconcat
             #'shell-quote-argument
             (list dixit-test-emacs "-Q" "--batch"
                   "-L" (expand-file-name "lisp" dixit-test-root) "-l" "dixit" "--eval"
                   (prin1-to-string
                    '(let (all)
                       (dolist (group '(dixit dixit-highlight))
                         (custom-load-symbol group)
                         (setq all (append (mapcar #'car (get group 'custom-group)) all)))
                       (prin1 all))))
             " ")))))
        (count 0))
    (dolist (file (directory-files (expand-file-name "lisp" dixit-test-root) t
                                   ;; The command line's report has faces of its own.
                                   "\\`dixit\\(?:-[^r].*\\)?\\.el\\'"))
      (with-temp-buffer
        (insert-file-contents file)
        (while (re-search-forward "^(def\\(?:custom\\|face\\) \\([^ \n]+\\)" nil t)
          (cl-incf count)
          (ert-info ((match-string 1))
            (should (memq (intern (match-string 1)) members))))))
    (should (> count 20))))

(ert-deftest test-dixit-mode-commands-have-keys-and-menus ()
  "Every command is in the map or the menu, and bound to a command."
  (require 'easymenu)
  (map-keymap (lambda (_ command) (should (commandp command))) dixit-command-map)
  (dolist (command '(dixit-next-quote dixit-next-same-speaker dixit-next-mention
                     dixit-first-mention dixit-goto-antecedent dixit-goto-quote
                     dixit-goto-person dixit-find-mentions dixit-copy-quote
                     dixit-mark-quote dixit-kill-quote dixit-list-quotes
                     dixit-list-people dixit-list-entities dixit-who
                     dixit-toggle-highlight dixit-highlight-speaker dixit-refresh
                     dixit-set-speaker dixit-merge-people dixit-split-person
                     dixit-undo-correction dixit-fix))
    (should (where-is-internal command dixit-command-map))
    (should (where-is-internal command dixit-mode-map))
    (should (commandp command))))

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
