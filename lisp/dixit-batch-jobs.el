;;; dixit-batch-jobs.el --- Several Emacsen at the texts  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; With --jobs N the command line's Emacs starts N others, hands them texts and
;; writes what they answer in the order of the texts.
;;
;; The texts go in portions, and no more than a few portions are on their way at
;; once: memory does not grow with the number of texts.  The answers to a portion come one by one, so that of a
;; child that dies it is known which text it died of; that one has failed, and
;; another child does the rest.
;;
;; A request is a line: the base 64 of a Lisp form.  An answer is a line of two
;; numbers, A and B, then A bytes of a Lisp form, then B bytes of output.  Of a
;; text they come when all of it is done, so that a child that dies leaves no half.

;;; Code:

(require 'cl-lib)
(require 'dixit-batch-format)
(require 'dixit-batch-io)

(declare-function dixit--mod-print "dixit-module.so")

(cl-defstruct (dixit-batch-portion (:copier nil))
  "Texts that go to a child together."
  (tasks nil :documentation "What is not answered yet, in order.")
  (results nil :documentation "What is answered and not delivered, in order.")
  (size 0 :documentation "How many bytes it is, about.")
  (count 0 :documentation "How many tasks it had."))

(cl-defstruct (dixit-batch-child (:copier nil))
  "An Emacs that does portions."
  process
  (buffer nil :documentation "What it has answered and is not read yet, bytes.")
  (complaints nil :documentation "Buffer of its standard error.")
  (portions nil :documentation "What it is at, and what it has to do next.")
  (ready nil :documentation "Non-nil once it has answered at all.")
  (dead nil :documentation "How it ended, or nil."))

(cl-defstruct (dixit-batch-pool (:copier nil))
  "Children, and what they are at."
  options
  (deliver nil :documentation "Function that is called with each result, in order.")
  (describe nil :documentation "Function that returns the label of a task.")
  (most 32 :documentation "How many tasks a portion has at most.")
  (children nil :documentation "List of `dixit-batch-child'.")
  (filling nil :documentation "The portion that is not handed out yet, or nil.")
  (queue nil :documentation "All portions that are not delivered, in order.")
  (waiting nil :documentation "Those of them that no child is at, in order."))

(defconst dixit-batch-jobs--bytes (* 32 1024)
  "How many bytes of text a portion has at most, but for a single long text.
It fits into a pipe: Emacs waits 20 ms where one is full.")

(defconst dixit-batch-jobs--ahead 2
  "How many portions a child has at once, so that it never waits for one.")

(defconst dixit-batch-jobs--lisp
  (file-name-directory (or load-file-name buffer-file-name default-directory))
  "The directory of this file.")

;;;; What goes over the wire

(defun dixit-batch-jobs--encode (form)
  "Return FORM as bytes."
  (let ((print-length nil) (print-level nil) (print-circle nil)
        (print-escape-newlines t)
        ;; Bytes stay bytes, whether they are UTF-8 or not.
        (print-escape-nonascii t))
    (encode-coding-string (prin1-to-string form) 'utf-8-emacs-unix)))

(defun dixit-batch-jobs--decode (bytes)
  "Return the form in BYTES."
  (car (read-from-string (decode-coding-string bytes 'utf-8-emacs-unix))))

(defun dixit-batch-jobs--send (child form)
  "Send FORM to CHILD; that it is gone is noticed elsewhere."
  (condition-case nil
      (process-send-string
       (dixit-batch-child-process child)
       (concat (base64-encode-string (dixit-batch-jobs--encode form) t) "\n"))
    (error nil)))

(defun dixit-batch-jobs--answer (form &optional output)
  "Answer FORM and OUTPUT, strings of bytes, to the parent."
  (let ((bytes (dixit-batch-jobs--encode form)))
    (dixit--mod-print (concat (format "%d %d\n" (length bytes)
                                      (apply #'+ (mapcar #'length output)))
                              bytes (car output)))
    (mapc #'dixit--mod-print (cdr output))))

(defun dixit-batch-jobs--answered (child)
  "Return the next answer of CHILD as (FORM . OUTPUT), or nil if it is not there."
  (with-current-buffer (dixit-batch-child-buffer child)
    (goto-char (point-min))
    (when (looking-at "\\([0-9]+\\) \\([0-9]+\\)\n")
      (let* ((form (match-end 0))
             (output (+ form (string-to-number (match-string 1))))
             (end (+ output (string-to-number (match-string 2)))))
        (when (<= end (point-max))
          (prog1 (cons (dixit-batch-jobs--decode (buffer-substring form output))
                       (buffer-substring output end))
            (delete-region (point-min) end)))))))

;;;; Children

(defconst dixit-batch-jobs--variables
  '(dixit-model-file dixit-module-directory dixit-rules-file dixit-directory-rules
    dixit-report-doubtful)
  "What a child has as its parent has it.")

(defun dixit-batch-jobs--start (pool)
  "Start a child of POOL and return it."
  (let* ((buffer (generate-new-buffer " *dixit-child*"))
         (complaints (generate-new-buffer " *dixit-child-errors*"))
         (child (make-dixit-batch-child :buffer buffer :complaints complaints))
         (read-process-output-max (* 1024 1024))
         ;; Emacs would wait for more before it looks at an answer.
         (process-adaptive-read-buffering nil))
    (with-current-buffer buffer
      (set-buffer-multibyte nil)
      (buffer-disable-undo))
    (setf (dixit-batch-child-process child)
          (make-process
           :name "dixit-child" :noquery t :coding 'no-conversion :connection-type 'pipe
           :command (list (expand-file-name invocation-name invocation-directory)
                          "-Q" "--batch" "-L" dixit-batch-jobs--lisp
                          "-l" "dixit-batch" "-f" "dixit-batch-serve")
           :stderr (make-pipe-process :name "dixit-child-errors" :buffer complaints
                                      :noquery t :sentinel #'ignore)
           :filter (lambda (_process bytes)
                     (when (buffer-live-p buffer)
                       (with-current-buffer buffer
                         (goto-char (point-max))
                         (insert bytes))))
           :sentinel (lambda (process event)
                       (unless (process-live-p process)
                         (setf (dixit-batch-child-dead child) (string-trim event))))))
    (dixit-batch-jobs--send
     child (list 'serve (dixit-batch-pool-options pool)
                 (mapcar (lambda (variable)
                           (cons variable (and (boundp variable) (symbol-value variable))))
                         dixit-batch-jobs--variables)))
    (push child (dixit-batch-pool-children pool))
    child))

(defun dixit-batch-jobs--bury (pool child)
  "Take CHILD, which is dead, out of POOL.
What it was at has failed; what it had before it is for another."
  (let* ((portions (dixit-batch-child-portions child))
         (portion (car portions))
         (how (dixit-batch-child-dead child))
         (complaint (with-current-buffer (dixit-batch-child-complaints child)
                      (string-trim (buffer-string)))))
    (kill-buffer (dixit-batch-child-buffer child))
    (kill-buffer (dixit-batch-child-complaints child))
    (setf (dixit-batch-pool-children pool) (delq child (dixit-batch-pool-children pool)))
    (unless (dixit-batch-child-ready child)
      (signal 'dixit-error
              (list (format "--jobs: another Emacs does not start: %s"
                            (if (string-empty-p complaint) how complaint)))))
    (when portion
      (let ((task (pop (dixit-batch-portion-tasks portion))))
        (setf (dixit-batch-portion-results portion)
              (nconc (dixit-batch-portion-results portion)
                     (list (list nil nil 0
                                 (list (cons 'error
                                             (format "dixit: %s: the Emacs that read it ended: %s%s"
                                                     (funcall (dixit-batch-pool-describe pool) task)
                                                     how
                                                     (if (string-empty-p complaint) ""
                                                       (concat ": " complaint)))))))))
        (unless (dixit-batch-portion-tasks portion)
          (pop portions)))
      (setf (dixit-batch-pool-waiting pool)
            (nconc portions (dixit-batch-pool-waiting pool))))))

(defun dixit-batch-jobs--idlest (pool)
  "Return the child of POOL that has least to do, or nil if none wants more.
Start one if there may be more of them."
  (let* ((least (lambda (n)
                  (cl-find n (dixit-batch-pool-children pool)
                           :key (lambda (child) (length (dixit-batch-child-portions child))))))
         (idle (funcall least 0)))
    (cond (idle)
          ((< (length (dixit-batch-pool-children pool))
              (dixit-batch-options-jobs (dixit-batch-pool-options pool)))
           (dixit-batch-jobs--start pool))
          (t (cl-loop for n from 1 below dixit-batch-jobs--ahead
                      thereis (funcall least n))))))

(defun dixit-batch-jobs--hand-out (pool)
  "Give portions of POOL to children that have little to do."
  (let (child)
    (while (and (dixit-batch-pool-waiting pool)
                (setq child (dixit-batch-jobs--idlest pool)))
      (let ((portion (pop (dixit-batch-pool-waiting pool))))
        (setf (dixit-batch-child-portions child)
              (nconc (dixit-batch-child-portions child) (list portion)))
        (dixit-batch-jobs--send child (cons 'do (dixit-batch-portion-tasks portion)))))))

(defun dixit-batch-jobs--collect (pool)
  "Take the answers of the children of POOL."
  (dolist (child (copy-sequence (dixit-batch-pool-children pool)))
    (let ((dead (dixit-batch-child-dead child))
          answer)
      (while (setq answer (dixit-batch-jobs--answered child))
        (if (eq (car answer) 'ready)
            (setf (dixit-batch-child-ready child) t)
          (pcase-let ((`(,done ,size ,messages) (car answer))
                      (portion (car (dixit-batch-child-portions child))))
            (pop (dixit-batch-portion-tasks portion))
            (setf (dixit-batch-portion-results portion)
                  (nconc (dixit-batch-portion-results portion)
                         (list (list done (list (cdr answer)) size messages))))
            (unless (dixit-batch-portion-tasks portion)
              (pop (dixit-batch-child-portions child))))))
      ;; It may have been the last thing that it did.
      (when dead
        (dixit-batch-jobs--bury pool child)))))

(defun dixit-batch-jobs--deliver (pool)
  "Deliver what is answered in POOL, in the order of the texts."
  (let (portion)
    (while (and (setq portion (car (dixit-batch-pool-queue pool)))
                (progn
                  (while (dixit-batch-portion-results portion)
                    (funcall (dixit-batch-pool-deliver pool)
                             (pop (dixit-batch-portion-results portion))))
                  (null (dixit-batch-portion-tasks portion))))
      (pop (dixit-batch-pool-queue pool)))))

(defun dixit-batch-jobs--wait (pool most)
  "Work until no more than MOST portions of POOL are not delivered."
  (dixit-batch-jobs--hand-out pool)
  (while (progn
           (dixit-batch-jobs--collect pool)
           (dixit-batch-jobs--hand-out pool)
           (dixit-batch-jobs--deliver pool)
           (> (length (dixit-batch-pool-queue pool)) most))
    ;; No longer: while there is output Emacs waits on, for 10 ms without.
    (accept-process-output nil 0.01)))

;;;; What others call

(defun dixit-batch-jobs--push (pool)
  "Hand out the portion that POOL has gathered, and wait for room for the next."
  (let ((portion (dixit-batch-pool-filling pool)))
    (when portion
      (setf (dixit-batch-pool-filling pool) nil)
      (setf (dixit-batch-pool-queue pool)
            (nconc (dixit-batch-pool-queue pool) (list portion)))
      (when (dixit-batch-portion-tasks portion)
        (setf (dixit-batch-pool-waiting pool)
              (nconc (dixit-batch-pool-waiting pool) (list portion))))
      (dixit-batch-jobs--wait
       pool (* 2 dixit-batch-jobs--ahead
               (dixit-batch-options-jobs (dixit-batch-pool-options pool)))))))

(defun dixit-batch-jobs-add (pool task size)
  "Let the children of POOL do TASK, of about SIZE bytes, some time."
  (let ((portion (dixit-batch-pool-filling pool)))
    (when (and portion
               (or (>= (dixit-batch-portion-count portion) (dixit-batch-pool-most pool))
                   (> (+ size (dixit-batch-portion-size portion))
                      dixit-batch-jobs--bytes)))
      (dixit-batch-jobs--push pool)
      (setq portion nil))
    (unless portion
      (setq portion (setf (dixit-batch-pool-filling pool) (make-dixit-batch-portion))))
    (setf (dixit-batch-portion-tasks portion)
          (nconc (dixit-batch-portion-tasks portion) (list task)))
    (cl-incf (dixit-batch-portion-count portion))
    (cl-incf (dixit-batch-portion-size portion) size)))

(defun dixit-batch-jobs-add-result (pool result)
  "Put RESULT, of something done here, after all that was added to POOL."
  (dixit-batch-jobs--push pool)
  (setf (dixit-batch-pool-filling pool)
        (make-dixit-batch-portion :results (list result)))
  (dixit-batch-jobs--push pool))

(defun dixit-batch-jobs-finish (pool)
  "Wait until all that was added to POOL is delivered, and end the children."
  (dixit-batch-jobs--push pool)
  (dixit-batch-jobs--wait pool 0)
  (dixit-batch-jobs-end pool))

(defun dixit-batch-jobs-end (pool)
  "End the children of POOL, whatever they are at."
  (dolist (child (dixit-batch-pool-children pool))
    (ignore-errors (delete-process (dixit-batch-child-process child))))
  (setf (dixit-batch-pool-children pool) nil))

(provide 'dixit-batch-jobs)
;;; dixit-batch-jobs.el ends here
