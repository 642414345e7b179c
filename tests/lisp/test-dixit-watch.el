;;; test-dixit-watch.el --- Analyses in other threads  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; Batch Emacs has its threads turned on here.  Nothing is timed: what is
;; waited for is that something comes to pass.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'subr-x)
(require 'dixit)
(require 'dixit-test)

(defconst test-dixit-watch--piece
  "“The bridge is safe,” Maria Jansen said on Monday in Utrecht.  “It isn't,”
she was told by Piet de Vries, a keeper, who said that it “leaks like a sieve.”

"
  "A paragraph with three quotations.")

(defun test-dixit-watch--text (times)
  "Return a text of TIMES paragraphs."
  (apply #'concat (make-list times test-dixit-watch--piece)))

(defmacro test-dixit-watch--until (condition)
  "Wait until CONDITION is non-nil, and fail if that takes very long."
  `(with-timeout (60 (ert-fail (list "never" ',condition)))
     (while (not ,condition)
       (accept-process-output nil 0.01))))

(defun test-dixit-watch--nothing-left ()
  "Fail if Dixit left anything behind that is no buffer's."
  (should-not dixit--watched)
  (should-not dixit--jobs)
  (should-not dixit--worker)
  (should-not (cl-find "dixit" (process-list) :key #'process-name
                       :test #'string-prefix-p))
  (should-not (cl-find " *dixit" (buffer-list) :key #'buffer-name
                       :test #'string-prefix-p))
  (should-not (memq #'dixit--stop-worker kill-emacs-hook))
  (dolist (timer (append timer-list timer-idle-list))
    (let ((function (timer--function timer)))
      (should-not (and (symbolp function)
                       (string-prefix-p "dixit" (symbol-name function)))))))

(defmacro test-dixit-watch--with (text &rest body)
  "Evaluate BODY in a selected window with a buffer of TEXT, with threads."
  (declare (indent 1) (debug t))
  `(progn
     (skip-unless (dixit-test-module-p))
     (let ((buffer (generate-new-buffer "article"))
           (dixit--threads t))
       (unwind-protect
           (save-window-excursion
             (delete-other-windows)
             (switch-to-buffer buffer)
             (insert ,text)
             (goto-char (point-min))
             (text-mode)
             ,@body)
         (when (buffer-live-p buffer)
           (with-current-buffer buffer
             (set-buffer-modified-p nil)
             (kill-buffer buffer))))
       (test-dixit-watch--nothing-left))))

(defun test-dixit-watch--overlays ()
  "Return Dixit's overlays in the current buffer."
  (save-restriction
    (widen)
    (cl-remove 'dixit-overlay (overlays-in (point-min) (point-max))
               :key (lambda (overlay) (overlay-get overlay 'category))
               :test-not #'eq)))

(defun test-dixit-watch--count ()
  "Return how many quotations Emacs's own thread finds in the current buffer."
  ;; Under --module-assertions the values of a long document take very long.
  (let ((native (dixit--analyze (buffer-string))))
    (unwind-protect (aref (dixit--mod-counts native) 5)
      (dixit--mod-free native))))

(defun test-dixit-watch--plain (document)
  "Return all of DOCUMENT as a list, which can be compared."
  (list (dixit-document-length document)
        (dixit-document-mentions document)
        (dixit-document-entities document)
        (dixit-document-quotes document)
        (dixit-document-marks document)
        (dixit-document-checks document)))

;;;; What comes of it

(ert-deftest test-dixit-watch-paints ()
  "The mode returns at once, and paints when the thread is done."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-mode)
    (should-not (dixit-current-document t))
    (should dixit--jobs)
    (test-dixit-watch--until (dixit-current-document t))
    (should-not dixit--jobs)
    (should (test-dixit-watch--overlays))
    (should (string-match-p " Dixit\\[[1-9][0-9]* by [1-9]\\]" dixit--lighter))
    (dixit-mode -1)
    (should-not (test-dixit-watch--overlays))
    (test-dixit-watch--nothing-left)))

(defun test-dixit-watch--pieces (document from to doubtful)
  "Return what is to be painted of DOCUMENT from FROM to TO, lists with positions.
What is less sure than DOUBTFUL is doubtful."
  (let ((flat (append (dixit-document-paint document from to 100 doubtful) nil))
        (base (dixit-document--base document)))
    (cl-loop for (start end what entity) in (seq-partition flat 5) until (= start -1)
             collect (list (+ base start) (+ base end) what entity))))

(ert-deftest test-dixit-watch-overlays-stay ()
  "What an edit does not change keeps its overlays; what is wrong goes."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-mode)
    (test-dixit-watch--until (dixit-current-document t))
    (let ((before (test-dixit-watch--overlays)))
      (goto-char (point-min))
      (insert "A line.\n\n")
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should (equal (sort (mapcar #'overlay-start before) #'<)
                     (sort (mapcar #'overlay-start (test-dixit-watch--overlays)) #'<)))
      (should-not (cl-set-exclusive-or before (test-dixit-watch--overlays)))
      (should-not dixit-highlight--spare)
      ;; Nobody says it any more.
      (goto-char (point-max))
      (delete-region (- (point) (length test-dixit-watch--piece)) (point))
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should (< (length (test-dixit-watch--overlays)) (length before)))
      (should-not (cl-set-difference (test-dixit-watch--overlays) before))
      (erase-buffer)
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should-not (test-dixit-watch--overlays)))))

(ert-deftest test-dixit-watch-untouched ()
  "No overlay is made, moved or deleted where an edit changes nothing.
Not even where something painted goes on from one chunk into the next."
  (test-dixit-watch--with
      (concat "A morning in the harbour.\n\n"
              (test-dixit-watch--text 1)
              "“" (mapconcat #'identity (make-list 300 "It is late.") " ")
              "” Piet de Vries said.\n\n"
              (test-dixit-watch--text 12))
    (dixit-mode)
    (test-dixit-watch--until (dixit-current-document t))
    (let ((before (test-dixit-watch--overlays))
          (touched 0))
      (should (cl-some (lambda (overlay)
                         (= dixit-highlight--chunk
                            (- (overlay-end overlay) (overlay-start overlay))))
                       before))
      (dolist (function '(make-overlay move-overlay delete-overlay))
        (advice-add function :before (lambda (&rest _) (cl-incf touched))
                    '((name . count))))
      (unwind-protect
          (dotimes (_ 5)
            (goto-char 10)
            (insert "g")
            (dixit--idle)
            (test-dixit-watch--until (dixit-current-document t)))
        (dolist (function '(make-overlay move-overlay delete-overlay))
          (advice-remove function 'count)))
      (should (= touched 0))
      (should-not (cl-set-exclusive-or before (test-dixit-watch--overlays))))))

(ert-deftest test-dixit-watch-garbage ()
  "Emacs collects garbage after what Dixit does, never in the middle of it."
  (test-dixit-watch--with (test-dixit-watch--text 40)
    (dixit-mode)
    (test-dixit-watch--until (dixit-current-document t))
    (let* ((gc-cons-threshold 1000)
           (gc-cons-percentage 0)
           (inside (lambda (original &rest arguments)
                     (let ((before gcs-done))
                       (prog1 (apply original arguments)
                         (should (= before gcs-done)))))))
      (advice-add 'dixit--take-results :around inside)
      (advice-add 'dixit--attend :around inside)
      (unwind-protect
          (progn
            (insert "“I do,” Piet de Vries said.\n\n")
            (dixit--idle)
            (test-dixit-watch--until (dixit-current-document t))
            (should dixit--broom)
            (dixit--collect)
            (should-not dixit--broom))
        (advice-remove 'dixit--take-results inside)
        (advice-remove 'dixit--attend inside)))))

(ert-deftest test-dixit-watch-same-document ()
  "The thread finds what Emacs's own thread finds, in all and in parts."
  (dolist (text (list (test-dixit-watch--text 40) "" "x"
                      (with-temp-buffer
                        (insert-file-contents (dixit-test-article "harbour"))
                        (buffer-string))))
    (test-dixit-watch--with text
      (let ((plain (dixit-analyze-buffer))
            (live (dixit-current-document)))
        (cl-loop
         for from from 1 to (point-max) by 61
         for to = (+ from (mod (* from 7) 300))
         do (dolist (part (list #'dixit-document-mentions-in
                                #'dixit-document-quotes-in
                                #'dixit-document-marks-in))
              (should (equal (funcall part plain from to)
                             (funcall part live from to))))
            (dolist (doubtful '(0 0.7 2))
              (should (equal (test-dixit-watch--pieces plain from to doubtful)
                             (test-dixit-watch--pieces live from to doubtful)))))
        (should (= (dixit-document-quote-count plain)
                   (dixit-document-quote-count live)))
        (should (= (dixit-document-speaker-count plain)
                   (dixit-document-speaker-count live)))
        (should (equal (dixit-document-prominent plain)
                       (dixit-document-prominent live)))
        ;; An item stays the same object.
        (let ((some (dixit-document-quotes-in live 1 200))
              (entity (and (> (length (dixit-document-entities plain)) 0)
                           (dixit-document-entity live 0))))
          (should (equal (test-dixit-watch--plain plain)
                         (test-dixit-watch--plain live)))
          (dolist (quote some)
            (should (eq quote (aref (dixit-document-quotes live)
                                    (dixit-quote-id quote)))))
          (should (or (not entity) (eq entity (dixit-document-entity live 0))))
          (should (cl-every #'eq some (dixit-document-quotes-in live 1 200))))
        (should-not (dixit-document-entity live nil))))))

(ert-deftest test-dixit-watch-copy ()
  "A long text is handed over once, and then what has changed alone."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (let ((dixit-copy-least 0)
          (bits ["said" " “é" "漢字” " "😀" "\n\n" "Piet" ""])
          (random 11)
          (whole 0))
      (buffer-enable-undo)
      (dixit-mode)
      (test-dixit-watch--until (dixit-current-document t))
      (should dixit-copy)
      (cl-flet ((any (most) (mod (ash (setq random (mod (+ (* random 1103515245) 12345) 2147483648))
                                      -8)
                                 most))
                (check ()
                  (let ((live (dixit-current-document)))
                    (should (equal (test-dixit-watch--plain live)
                                   (test-dixit-watch--plain (dixit-analyze-buffer)))))))
        (advice-add 'dixit--give :before (lambda (&rest _) (cl-incf whole)) '((name . count)))
        (unwind-protect
            (progn
              (dotimes (i 40)
                (undo-boundary)
                (dotimes (_ (1+ (any 3)))
                  (goto-char (1+ (any (point-max))))
                  (delete-region (point) (min (point-max) (+ (point) (any 9))))
                  (insert (aref bits (any (length bits)))))
                (when (zerop (mod i 5)) (undo-boundary) (undo))
                (when (zerop (mod i 7)) (narrow-to-region (/ (point-max) 3) (/ (point-max) 2))
                      (goto-char (point-min)) (insert "é") (widen))
                (check))
              ;; Nothing has changed.
              (dixit-refresh)
              (check)
              (erase-buffer)
              (insert (test-dixit-watch--text 2))
              (check)
              (should (zerop whole))
              ;; Nobody told of it.
              (goto-char 20)
              (let ((inhibit-modification-hooks t)) (insert "Piet "))
              (check)
              (should (= whole 1))
              (should dixit-copy)
              ;; A byte that is no text is another one for the module.
              (goto-char 9)
              (insert (unibyte-char-to-multibyte 200))
              (check)
              (should (= whole 2))
              (should-not dixit-copy)
              (delete-char -1)
              (check)
              (check)
              (should (= whole 3))
              (should dixit-copy)
              ;; An edit in an indirect buffer.
              (let ((other (clone-indirect-buffer nil nil)))
                (with-current-buffer other
                  (should-not (eq (current-buffer) (and dixit-copy (dixit-copy-buffer dixit-copy))))
                  (goto-char 30)
                  (insert "Maria "))
                (kill-buffer other))
              (check)
              (should (= whole 4)))
          (advice-remove 'dixit--give 'count)))
      (dixit-mode -1)
      (should-not dixit-copy)
      (should-not (memq #'dixit-copy--after after-change-functions)))))

(ert-deftest test-dixit-watch-copy-places ()
  "The module holds the places of a copy against its text."
  (test-dixit-watch--with (test-dixit-watch--text 1)
    (let ((dixit-copy-least 0))
      (dixit-mode)
      (test-dixit-watch--until (dixit-current-document t))
      (let* ((native (dixit-copy-native dixit-copy))
             (size (dixit--mod-text-size native)))
        (dolist (place (list (list (1+ size) 0) (list 0 (1+ size)) (list size 1) '(-1 0) '(0 -1)
                             (list 1 most-positive-fixnum) (list most-positive-fixnum 1)))
          (should-error (dixit--mod-text-replace native (car place) (cadr place) "x")
                        :type 'dixit-error))
        (should-error (dixit--mod-text-replace native 0 0 (string #x3fffff)))
        (should-error (dixit--mod-text-replace dixit--document 0 0 "x"))
        (should (= size (dixit--mod-text-size native)))
        (dixit--mod-text-replace native size 0 (make-string 100000 ?x))
        (dixit--mod-text-replace native 0 size "")
        (should (= 100000 (dixit--mod-text-size native)))
        (dixit-copy-forget)
        (should-error (dixit--mod-text-size native) :type 'dixit-error)))))

(ert-deftest test-dixit-watch-odd-text ()
  "Bytes that are no text, surrogates, and unibyte buffers."
  (test-dixit-watch--with (test-dixit-watch--text 1)
    (goto-char 5)
    (insert-byte 200 3)
    (insert "\ud800é\U0001f600\x110000")
    (should (equal (test-dixit-watch--plain (dixit-analyze-buffer))
                   (test-dixit-watch--plain (dixit-current-document))))
    (set-buffer-multibyte nil)
    (should (equal (test-dixit-watch--plain (dixit-analyze-buffer))
                   (test-dixit-watch--plain (dixit-current-document))))))

(defun test-dixit-watch--edit (random)
  "Edit the current buffer somewhere, as the number RANDOM has it."
  (goto-char (+ (point-min) (mod random (max 1 (- (point-max) 100)))))
  (re-search-forward "[ \n]" nil t)
  (pcase (mod random 7)
    (0 (insert "Maria Jansen denied that. "))
    (1 (insert "“"))
    (2 (kill-word 3))
    (3 (insert "\n\n"))
    (4 (transpose-paragraphs 1))
    (5 (fill-paragraph))
    (6 (capitalize-word 1))))

(ert-deftest test-dixit-watch-edited ()
  "After edits the mode finds what is found afresh."
  (let ((random 12345) memo)
    (test-dixit-watch--with
        (mapconcat (lambda (name)
                     (with-temp-buffer
                       (insert-file-contents (dixit-test-article name))
                       (buffer-string)))
                   '("harbour" "bees" "kettles") "\n\n")
      (dixit-mode)
      (dotimes (n 12)
        (test-dixit-watch--until (dixit-current-document t))
        (should (cdr dixit--memo))
        (should (eq (cdr dixit--memo) (or memo (setq memo (cdr dixit--memo)))))
        (should (equal (test-dixit-watch--plain (dixit-analyze-buffer))
                       (test-dixit-watch--plain dixit--document)))
        (setq random (mod (+ (* random 1103515245) 12345) 2147483648))
        (test-dixit-watch--edit (ash random -8))
        ;; Some analyses come to nothing.
        (dixit--idle)
        (when (= 0 (mod n 3))
          (test-dixit-watch--edit (ash random -5)))
        (dixit--idle))
      (dixit-mode -1)
      (should-not dixit--memo)
      (should-error (dixit--mod-memo-free memo) :type 'dixit-error))))

(ert-deftest test-dixit-watch-own-memo ()
  "A clone has a memo of its own, and who only looks has none."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-current-document)
    (should-not dixit--memo)
    (dixit-mode)
    (goto-char (point-max))
    (insert "“So,” said Ann Lee.\n")
    (dixit--idle)
    (test-dixit-watch--until (dixit-current-document t))
    (let ((memo dixit--memo)
          (clone (clone-indirect-buffer "clone" nil)))
      (unwind-protect
          (save-window-excursion
            (switch-to-buffer clone)
            (dixit--idle)
            (test-dixit-watch--until (dixit-current-document t))
            (should-not (eq (cdr memo) (cdr dixit--memo)))
            (kill-buffer clone))
        (when (buffer-live-p clone) (kill-buffer clone)))
      (should (eq memo dixit--memo))
      (dixit-mode -1))))

(ert-deftest test-dixit-watch-narrowed ()
  (test-dixit-watch--with (test-dixit-watch--text 2)
    (let ((all (test-dixit-watch--plain (dixit-analyze-buffer))))
      (narrow-to-region 50 90)
      (should (equal all (test-dixit-watch--plain (dixit-current-document))))
      (should (equal (list (point-min) (point-max)) '(50 90))))))

(ert-deftest test-dixit-watch-slices ()
  "A text of many slices is handed over whole, unless input comes."
  (let ((dixit--slice 10))
    (test-dixit-watch--with (test-dixit-watch--text 2)
      (let ((all (test-dixit-watch--plain (dixit-analyze-buffer))))
        (dixit-mode)
        (dixit--cancel buffer)
        (let ((unread-command-events '(?a)))
          (dixit--attend))
        (should dixit--again)
        (should-not (and dixit--jobs
                         (null (dixit--job-at (car dixit--jobs)))))
        (dixit--idle)
        (test-dixit-watch--until (dixit-current-document t))
        (should (equal all (test-dixit-watch--plain (dixit-current-document))))))))

(ert-deftest test-dixit-watch-glance ()
  "Of a long text what is seen is painted first."
  (let ((dixit--glance-length 10000))
    (test-dixit-watch--with (test-dixit-watch--text 2000)
      (goto-char (/ (point-max) 2))
      (forward-line 0)
      (set-window-start nil (point))
      (dixit-mode)
      (should (= 2 (length dixit--jobs)))
      (test-dixit-watch--until (test-dixit-watch--overlays))
      (should-not (dixit-current-document t))
      (let ((seen (sort (mapcar #'overlay-start (test-dixit-watch--overlays)) #'<)))
        (should (< (car seen) (point) (car (last seen)))))
      (should-not (dixit-highlight-missing))
      (goto-char (point-min))
      (set-window-start nil (point-min))
      (should (dixit-highlight-missing))
      (dixit--idle)
      (should (dixit--job-of (current-buffer) t))
      (test-dixit-watch--until
       (cl-some (lambda (overlay) (< (overlay-start overlay) 100))
                (test-dixit-watch--overlays)))
      (test-dixit-watch--until (dixit-current-document t))
      (should (= (dixit-document-quote-count dixit--document)
                 (test-dixit-watch--count)))
      (should-not (dixit-highlight-missing))
      (should (test-dixit-watch--overlays)))))

;;;; Changes

(ert-deftest test-dixit-watch-change-cancels ()
  "A change ends the analysis; old colours stay until there are new ones."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-mode)
    (test-dixit-watch--until (dixit-current-document t))
    (let ((before (test-dixit-watch--overlays)))
      (goto-char (point-max))
      (insert "“Well,” Ada Marsh said.\n")
      (should-not (dixit-current-document t))
      (dixit--idle)
      (should dixit--jobs)
      (insert "\n")
      (should-not dixit--jobs)
      (should (equal before (test-dixit-watch--overlays)))
      (dixit--idle)
      (should (equal before (test-dixit-watch--overlays)))
      (test-dixit-watch--until (dixit-current-document t))
      (should (= (dixit-document-quote-count dixit--document)
                 (test-dixit-watch--count)))
      (should-not (equal before (test-dixit-watch--overlays))))))

(ert-deftest test-dixit-watch-stale-result ()
  "An edit of which nobody told is noticed when the result comes."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-mode)
    (let ((inhibit-modification-hooks t))
      (insert "x"))
    (should dixit--jobs)
    (test-dixit-watch--until (null dixit--jobs))
    (should-not (dixit-current-document t))
    (should-not dixit--document)
    (should dixit--again)))

(ert-deftest test-dixit-watch-one-job ()
  "However often one looks, a text is read once."
  (test-dixit-watch--with (test-dixit-watch--text 300)
    (dixit-mode)
    (let ((number dixit--job-number))
      (dotimes (_ 5) (dixit--idle))
      (should (= number dixit--job-number))
      ;; A command that cannot go on without it waits for the same one.
      (should (dixit-current-document))
      (should (= number dixit--job-number)))))

(ert-deftest test-dixit-watch-undo ()
  "Colours that evaporated with the text come back with it."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (setq buffer-undo-list nil)
    (dixit-mode)
    (test-dixit-watch--until (dixit-current-document t))
    (let ((count (length (test-dixit-watch--overlays))))
      (undo-boundary)
      (erase-buffer)
      (should-not (test-dixit-watch--overlays))
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should-not (test-dixit-watch--overlays))
      (undo-boundary)
      (primitive-undo 1 (cdr buffer-undo-list))
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should (= count (length (test-dixit-watch--overlays)))))))

(ert-deftest test-dixit-watch-revert ()
  (dixit-test-in-directory
    (test-dixit-watch--with ""
      (dixit-test-write "a.txt" (test-dixit-watch--text 2))
      (set-visited-file-name (expand-file-name "a.txt") t)
      (revert-buffer t t t)
      (dixit-mode)
      (test-dixit-watch--until (dixit-current-document t))
      (dixit-test-write "a.txt" (test-dixit-watch--text 4))
      (revert-buffer t t t)
      (should dixit-mode)
      (dixit--idle)
      (test-dixit-watch--until (dixit-current-document t))
      (should (= (dixit-document-quote-count dixit--document)
                 (test-dixit-watch--count)))
      ;; Without preserving modes, a new major mode ends this one.
      (revert-buffer t t)
      (should-not (and dixit-mode (not (memq buffer dixit--watched)))))))

;;;; Ends

(ert-deftest test-dixit-watch-buffer-killed ()
  (test-dixit-watch--with (test-dixit-watch--text 2000)
    (dixit-mode)
    (should dixit--jobs)
    (kill-buffer buffer)
    (test-dixit-watch--nothing-left)
    (garbage-collect)))

(ert-deftest test-dixit-watch-mode-off ()
  (test-dixit-watch--with (test-dixit-watch--text 2000)
    (dixit-mode)
    (should dixit--jobs)
    (dixit-mode -1)
    (test-dixit-watch--nothing-left)
    (garbage-collect)
    (should-not (test-dixit-watch--overlays))))

(ert-deftest test-dixit-watch-process-killed ()
  "Whoever kills the pipe process gets no error, and the next look a new one."
  (dolist (kill (list #'delete-process
                      (lambda (process) (kill-buffer (process-buffer process)))))
    (test-dixit-watch--with (test-dixit-watch--text 2000)
      (dixit-mode)
      (funcall kill (car dixit--worker))
      (accept-process-output nil 0.05)
      (should-not dixit--jobs)
      (dixit--idle)
      (should dixit--jobs)
      (test-dixit-watch--until (dixit-current-document t))
      (should (= (dixit-document-quote-count dixit--document)
                 (test-dixit-watch--count))))))

(ert-deftest test-dixit-watch-process-killed-while-waiting ()
  (test-dixit-watch--with (test-dixit-watch--text 3000)
    (run-with-timer 0 nil (lambda () (delete-process (car dixit--worker))))
    (should-error (dixit-current-document) :type 'dixit-error)))

(ert-deftest test-dixit-watch-changed-while-waiting ()
  (test-dixit-watch--with (test-dixit-watch--text 3000)
    (dixit-mode)
    (run-with-timer 0 nil (lambda () (with-current-buffer buffer (insert "x"))))
    (should-error (dixit-current-document) :type 'dixit-error)))

(ert-deftest test-dixit-watch-killed-while-waiting ()
  (test-dixit-watch--with (test-dixit-watch--text 3000)
    (run-with-timer 0 nil (lambda ()
                            (with-current-buffer buffer (set-buffer-modified-p nil))
                            (kill-buffer buffer)))
    (should-error (dixit-current-document) :type 'dixit-error)))

(ert-deftest test-dixit-watch-left-while-waiting ()
  "Who stops waiting leaves nothing behind."
  (test-dixit-watch--with (test-dixit-watch--text 3000)
    (should (eq 'left (catch 'out
                        (run-with-timer 0 nil (lambda () (throw 'out 'left)))
                        (dixit-current-document))))
    (test-dixit-watch--nothing-left)))

(ert-deftest test-dixit-watch-two-buffers ()
  "The worker goes with the last buffer that needs it."
  (test-dixit-watch--with (test-dixit-watch--text 2)
    (dixit-mode)
    (let ((other (generate-new-buffer "other")))
      (unwind-protect
          (with-current-buffer other
            (insert (test-dixit-watch--text 3))
            (split-window)
            (set-window-buffer (next-window) other)
            (dixit-mode)
            (test-dixit-watch--until (dixit-current-document t))
            (with-current-buffer buffer
              (test-dixit-watch--until (dixit-current-document t)))
            (dixit-mode -1)
            (should dixit--worker))
        (kill-buffer other)))
    (dixit-mode -1)
    (test-dixit-watch--nothing-left)))

(ert-deftest test-dixit-watch-failure ()
  "An error in the thread ends in the mode line, or with who waits for it."
  (test-dixit-watch--with (test-dixit-watch--text 1)
    (cl-letf (((symbol-function 'dixit--mod-job-take)
               (lambda (_) (signal 'dixit-error '("no luck")))))
      (dixit-mode)
      (test-dixit-watch--until dixit--error)
      (should (string-search "!" dixit--lighter))
      (dixit--attend)
      (should-not dixit--jobs)
      (should (equal "no luck"
                     (cadr (should-error (dixit-current-document)
                                         :type 'dixit-error)))))
    (should (dixit-current-document))
    (should-not (string-search "!" dixit--lighter))))

(ert-deftest test-dixit-watch-pointers ()
  "What is freed, or of another kind, is refused."
  (skip-unless (dixit-test-module-p))
  (let* ((analyzer (dixit-module-ensure))
         (process (make-pipe-process :name "dixit-test" :noquery t :filter #'ignore))
         (worker (dixit--mod-worker process))
         (job (dixit--mod-job worker analyzer 1 0)))
    (unwind-protect
        (progn
          (should-error (dixit--mod-worker nil))
          (should-error (dixit--mod-job analyzer worker 1 0) :type 'dixit-error)
          (should-error (dixit--mod-job worker analyzer -1 0) :type 'dixit-error)
          (should-error (dixit--mod-job worker analyzer 1 (expt 2 40)) :type 'dixit-error)
          (should-error (dixit--mod-job worker analyzer 1 0 nil worker) :type 'dixit-error)
          (should-error (dixit--mod-memo-free worker) :type 'dixit-error)
          (should-error (dixit--mod-job-add worker "x") :type 'dixit-error)
          (should-error (dixit--mod-job-add job 3) :type 'wrong-type-argument)
          (should-error (dixit--mod-job-add job (string-to-multibyte "\301")) :type 'wrong-type-argument)
          (should-not (dixit--mod-job-take job))
          (dixit--mod-job-start job)
          (should-error (dixit--mod-job-start job) :type 'dixit-error)
          (should-error (dixit--mod-job-add job "x") :type 'dixit-error)
          (let (document)
            (test-dixit-watch--until (setq document (dixit--mod-job-take job)))
            (should (= 0 (dixit--mod-length document))))
          (dixit--mod-stop worker)
          (should-error (dixit--mod-job-start (dixit--mod-job worker analyzer 2 0))
                        :type 'dixit-error)
          (dixit--mod-job-cancel job)
          (should-error (dixit--mod-job-take job) :type 'dixit-error)
          (should-error (dixit--mod-job-cancel job) :type 'dixit-error)
          (dixit--mod-release worker)
          (should-error (dixit--mod-stop worker) :type 'dixit-error))
      (delete-process process)
      (kill-buffer "dixit-test"))))

(ert-deftest test-dixit-watch-emacs-ends ()
  "Emacs may end while a thread is busy, by itself or by a signal."
  (skip-unless (dixit-test-module-p))
  (dolist (end '((kill-emacs 7)
                 (signal-process (emacs-pid) 'SIGTERM)
                 (progn (dixit-mode -1) (kill-emacs 7))
                 (progn (setq kill-emacs-hook nil) (kill-emacs 7))))
    (pcase-let
        ((`(,status ,_ ,errors)
          (dixit-test-shell
           (mapconcat
            #'shell-quote-argument
            `(,dixit-test-emacs
              "-Q" "--batch" "-L" ,(expand-file-name "lisp" dixit-test-root)
              "--eval" ,(dixit-test-variables) "-l" "dixit"
              "--eval"
              ,(prin1-to-string
                `(progn
                   (setq dixit--threads t)
                   (switch-to-buffer "x")
                   (dotimes (_ 30000) (insert ,test-dixit-watch--piece))
                   (dixit-mode)
                   (unless dixit--jobs (kill-emacs 1))
                   (accept-process-output nil 0.3)
                   ,end
                   (accept-process-output nil 20))))
            " "))))
      (should (memq status (if (eq (car end) 'signal-process) '(143 15 0) '(7))))
      (should-not (string-search "atal" errors)))))

;;;; The direction of paragraphs

(defun test-dixit-watch--direction ()
  "Return the direction of paragraphs once the text is read."
  (test-dixit-watch--until (dixit--fresh-p))
  bidi-paragraph-direction)

(defun test-dixit-watch--read ()
  "Have the text read, as a pause does, and return the direction of paragraphs."
  (dixit--idle)
  (test-dixit-watch--direction))

(ert-deftest test-dixit-watch-one-direction ()
  "A text without letters from right to left goes from left to right."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-mode 1)
    (should (eq 'left-to-right (test-dixit-watch--read)))
    (execute-kbd-macro (vconcat "“no” — ça 東京"))
    (should (eq 'left-to-right bidi-paragraph-direction))
    (should (eq 'left-to-right (test-dixit-watch--read)))
    ;; One such letter, or mark, and each paragraph has its own.
    (dolist (letter '("ש" "ع" "\u200f"))
      (insert letter)
      (should-not bidi-paragraph-direction)
      (should-not (local-variable-p 'bidi-paragraph-direction))
      (should-not (memq #'dixit-direction--after after-change-functions))
      (should-not (test-dixit-watch--read))
      (delete-char -1)
      (should (eq 'left-to-right (test-dixit-watch--read))))
    ;; What is long is read first.
    (insert (test-dixit-watch--text 1))
    (should-not bidi-paragraph-direction)
    (should (eq 'left-to-right (test-dixit-watch--read)))
    (dixit-mode -1)
    (should-not (local-variable-p 'bidi-paragraph-direction))
    (should-not (memq #'dixit-direction--after after-change-functions))))

(ert-deftest test-dixit-watch-direction-known ()
  "What a command has read before the mode is on tells the direction, too."
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (dixit-current-document)
    (should-not bidi-paragraph-direction)
    (dixit-mode 1)
    (should (eq 'left-to-right (test-dixit-watch--read)))
    (dixit-mode -1)
    (should-not bidi-paragraph-direction))
  (test-dixit-watch--with (test-dixit-watch--text 3)
    (html-mode)
    (dixit-mode 1)
    (should-not (test-dixit-watch--read))
    (dixit-mode -1)))

(ert-deftest test-dixit-watch-directions ()
  "A text with letters from right to left keeps the directions of its paragraphs."
  (test-dixit-watch--with (concat (test-dixit-watch--text 3) "שלום\n")
    (dixit-mode 1)
    (should-not (test-dixit-watch--read))
    (narrow-to-region 1 20)
    (insert "It is. ")
    (should-not (test-dixit-watch--read))
    (dixit-mode -1)))

(ert-deftest test-dixit-watch-own-direction ()
  "A direction that the user has set stays, and so does one that the user wants."
  (test-dixit-watch--with (test-dixit-watch--text 1)
    (setq-local bidi-paragraph-direction 'right-to-left)
    (dixit-mode 1)
    (should (eq 'right-to-left (test-dixit-watch--read)))
    (dixit-mode -1)
    (should (eq 'right-to-left bidi-paragraph-direction))
    (setq-local bidi-paragraph-direction nil)
    (dixit-mode 1)
    (should-not (test-dixit-watch--read))
    (kill-local-variable 'bidi-paragraph-direction)
    (insert "It is. ")
    (let ((dixit-left-to-right nil))
      (should-not (test-dixit-watch--read)))
    (dixit-mode -1)))

(provide 'test-dixit-watch)

;;; test-dixit-watch.el ends here
