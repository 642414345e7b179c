;;; test-dixit-correct.el --- Corrections, in the file and in the text  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit)
(require 'dixit-correct)

;;;; Without the module

(defun test-dixit-correct-round (before after)
  "Insert a correction into BEFORE, which gives AFTER, and take it out again."
  (with-temp-buffer
    (setq buffer-file-name "/nowhere/x.json")
    (unwind-protect
        (progn
          (insert before)
          (dixit-correct--insert "{\"a\":1}")
          (should (equal (buffer-string) after))
          (should (json-parse-string (buffer-string)))
          (should (equal (dixit-correct--remove) '(("a" . 1))))
          (should (json-parse-string (buffer-string)))
          (buffer-string))
      (setq buffer-file-name nil)
      (set-buffer-modified-p nil))))

(ert-deftest test-dixit-correct-text ()
  "What else is in the file stays as it is, and an undone correction is gone."
  (should (equal (test-dixit-correct-round
                  "" (concat "{\n  \"schema\": \"dixit-rules/1\",\n"
                             "  \"corrections\": [\n    {\"a\":1}\n  ]\n}\n"))
                 "{\n  \"schema\": \"dixit-rules/1\",\n  \"corrections\": []\n}\n"))
  (should (equal (test-dixit-correct-round
                  "{}" "{\n  \"corrections\": [\n    {\"a\":1}\n  ]}")
                 "{\n  \"corrections\": []}"))
  (should (equal (test-dixit-correct-round
                  "{ \"corrections\" : [ ], \"not\":[\"]\"] }"
                  "{ \"corrections\" : [\n    {\"a\":1}\n  ], \"not\":[\"]\"] }")
                 "{ \"corrections\" : [], \"not\":[\"]\"] }"))
  (let ((old "{\"x\": {\"corrections\": []},\n\"corrections\": [{\"b\": \"}\\\"]\"}  ]\n }"))
    (should (equal (test-dixit-correct-round
                    old (string-replace "}  ]" "},\n    {\"a\":1}  ]" old))
                   old)))
  (dolist (bad '("[" "{\"a\"}" "{\"corrections\": [1}" "{\"a\": 1,, \"b\": 2}" "7"))
    (with-temp-buffer
      (setq buffer-file-name "/nowhere/x.json")
      (unwind-protect
          (progn (insert bad)
                 (should (string-search "line 1" (cadr (should-error
                                                        (dixit-correct--insert "{}")
                                                        :type 'user-error))))
                 (should (equal (buffer-string) bad)))
        (setq buffer-file-name nil)
        (set-buffer-modified-p nil)))))

;;;; With the module

(defmacro test-dixit-correct-in-text (text &rest body)
  "Do BODY in a buffer that visits a file with TEXT, whose speakers `speakers' returns."
  (declare (indent 1) (debug t))
  `(dixit-test-in-directory
     (let ((dixit-rules-file nil)
           (dixit-rules--cache nil)
           (dixit-rules-report-function #'ignore))
       (dixit-test-write "a.txt" ,text)
       (with-current-buffer (find-file-noselect "a.txt")
         (unwind-protect
             (cl-flet ((speakers ()
                         (mapcar #'dixit-quote-speaker
                                 (dixit-document-quotes (dixit-current-document))))
                       (find (words) (goto-char (point-min)) (search-forward words)
                             (goto-char (match-beginning 0)))
                       (answer (command &rest answers)
                         (cl-letf (((symbol-function 'completing-read)
                                    (lambda (&rest _) (pop answers)))
                                   ((symbol-function 'y-or-n-p) #'always))
                           (call-interactively command))))
               (ignore #'speakers #'find #'answer)
               ,@body)
           (set-buffer-modified-p nil)
           (kill-buffer))))))

(defconst test-dixit-correct-text
  "Mayor Teresa Okafor spoke on Monday.

“We will build it,” said Terry Banks, who runs the town. “It is our wall,” Banks added.

“The stones are late,” said Paul Dremmel on Tuesday.
")

(ert-deftest test-dixit-correct-speaker ()
  "A correction holds as long as the words are there, and is undone by one command."
  (skip-unless (dixit-test-module-p))
  (test-dixit-correct-in-text test-dixit-correct-text
    (let ((found '("Terry Banks" "Terry Banks" "Paul Dremmel")))
      (should (equal (speakers) found))
      (find "our wall")
      (answer #'dixit-set-speaker "Paul Dremmel")
      (should (equal (speakers) '("Terry Banks" "Paul Dremmel" "Paul Dremmel")))
      (find "stones")
      (answer #'dixit-set-speaker "(nobody)")
      (should (equal (speakers) '("Terry Banks" "Paul Dremmel" nil)))
      ;; Somebody of whom the text does not speak.
      (find "build")
      (answer #'dixit-set-speaker "Marco Polo")
      (should (equal (speakers) '("Marco Polo" "Paul Dremmel" nil)))
      ;; After an edit around it, too.
      (find "“It is")
      (insert "That was not all. ")
      (should (equal (speakers) '("Marco Polo" "Paul Dremmel" nil)))
      (find "our wall")
      (delete-char 8)
      (insert "a bridge")
      (should-not (member "Paul Dremmel" (speakers)))
      (dixit-undo-correction)
      (dixit-undo-correction)
      (should (equal (car (speakers)) "Terry Banks"))
      (should (equal (car (last (speakers))) "Paul Dremmel"))
      (dixit-undo-correction)
      (should-error (dixit-undo-correction) :type 'user-error)
      (should (equal (json-parse-string (dixit-test-read ".dixit.json")
                                        :object-type 'alist)
                     '((schema . "dixit-rules/1") (corrections . []))))
      (should-not (find-buffer-visiting ".dixit.json")))))

(ert-deftest test-dixit-correct-people ()
  "Two become one, and one two again; a surname goes with its name."
  (skip-unless (dixit-test-module-p))
  (test-dixit-correct-in-text test-dixit-correct-text
    (find "Terry")
    (answer #'dixit-merge-people "Terry Banks" "Teresa Okafor")
    (should (equal (speakers) '("Teresa Okafor" "Teresa Okafor" "Paul Dremmel")))
    (find "Terry")
    (answer #'dixit-split-person "Terry Banks")
    (should (equal (speakers) '("Terry Banks" "Terry Banks" "Paul Dremmel")))
    (dixit-undo-correction)
    (should (equal (speakers) '("Teresa Okafor" "Teresa Okafor" "Paul Dremmel")))
    (find "Paul")
    (should-error (answer #'dixit-split-person) :type 'user-error)
    (should-error (dixit-merge-people "Paul Dremmel" "Paul Dremmel") :type 'user-error)))

;; The text is the same, and yet what is known of it is not.
(ert-deftest test-dixit-correct-list ()
  "A list of the text shows a correction, and that it was taken back."
  (skip-unless (dixit-test-module-p))
  (test-dixit-correct-in-text test-dixit-correct-text
    (save-window-excursion
      (let ((text (current-buffer)) list)
        (cl-flet ((listed (words)
                    (with-current-buffer list
                      (cl-some (lambda (line) (and (string-search words line) line))
                               (split-string (buffer-string) "\n")))))
          (setq list (progn (dixit-list-quotes (list text))
                            (cl-find-if (lambda (buffer)
                                          (eq (buffer-local-value 'major-mode buffer)
                                              'dixit-quotes-mode))
                                        (buffer-list))))
          (unwind-protect
              (with-current-buffer text
                (should (string-search "Terry Banks" (listed "our wall")))
                (find "our wall")
                (answer #'dixit-set-speaker "Paul Dremmel")
                (should (string-search "Paul Dremmel" (listed "our wall")))
                (dixit-undo-correction)
                (should (string-search "Terry Banks" (listed "our wall"))))
            (kill-buffer list)))))))

(ert-deftest test-dixit-correct-in-list ()
  "In a list it is the row that is corrected, and its text that is asked."
  (skip-unless (dixit-test-module-p))
  (test-dixit-correct-in-text test-dixit-correct-text
    (save-window-excursion
      (let ((text (current-buffer))
            (other (expand-file-name "b.txt"))
            (list (dixit-list-quotes (list (current-buffer)))))
        (unwind-protect
            (cl-flet ((keys (row keys)
                        (with-current-buffer list
                          (goto-char (point-min))
                          (search-forward row)
                          (execute-kbd-macro (kbd keys))))
                      (speakers () (with-current-buffer text (speakers))))
              (cl-letf (((symbol-function 'y-or-n-p) #'always))
                (keys "our wall" "= Paul SPC Dremmel RET")
                (should (equal (speakers) '("Terry Banks" "Paul Dremmel" "Paul Dremmel")))
                (should (string-search "Paul Dremmel" (thing-at-point 'line)))
                ;; Whom it asks about by default is the speaker of the row.
                (keys "will build" "+ RET Teresa SPC Okafor RET")
                (should (equal (car (speakers)) "Teresa Okafor"))
                (keys "will build" "- Terry SPC Banks RET")
                (should (equal (car (speakers)) "Terry Banks"))
                (keys "stones" "C-/ C-/ C-/")
                (should (equal (speakers) '("Terry Banks" "Terry Banks" "Paul Dremmel")))
                (with-current-buffer list
                  (should (string-prefix-p "Paul Dremmel"
                                           (call-interactively #'dixit-who))))
                (keys "stones" "M-x dixit-copy-quote RET")
                (should (equal (current-kill 0)
                               "“The stones are late,” Paul Dremmel said."))
                (dolist (command '(dixit-next-quote dixit-goto-person dixit-mode
                                   dixit-next-mention))
                  (should-error (with-current-buffer list (call-interactively command))
                                :type 'user-error))
                (with-current-buffer list (should-not dixit-mode))))
          (kill-buffer list))
        ;; Of a file that nobody visits, too.
        (dixit-test-write other test-dixit-correct-text)
        (setq list (dixit-list-people (list other)))
        (unwind-protect
            (cl-letf (((symbol-function 'y-or-n-p) #'always))
              (with-current-buffer list
                (goto-char (point-min))
                (search-forward "Terry Banks")
                (should-error (call-interactively #'dixit-set-speaker) :type 'user-error)
                (execute-kbd-macro (kbd "+ RET Teresa SPC Okafor RET"))
                (should-not (string-search "Terry Banks" (buffer-string)))
                (should (get-file-buffer other))))
          (kill-buffer list)
          (when (get-file-buffer other) (kill-buffer (get-file-buffer other))))))))

(ert-deftest test-dixit-correct-file-in-use ()
  "A rules file that is being edited, or is broken, is left alone."
  (skip-unless (dixit-test-module-p))
  (test-dixit-correct-in-text test-dixit-correct-text
    (dixit-test-write ".dixit.json" "{\"schema\": \"dixit-rules/1\",}")
    (find "our wall")
    (should-error (answer #'dixit-set-speaker "Paul Dremmel") :type 'user-error)
    (should (equal (dixit-test-read ".dixit.json") "{\"schema\": \"dixit-rules/1\",}"))
    (let ((rules (find-file-noselect ".dixit.json")))
      (unwind-protect
          (progn
            (with-current-buffer rules
              (erase-buffer)
              (insert "{\"schema\": \"dixit-rules/1\"}"))
            (should (string-search "not saved"
                                   (cadr (should-error
                                          (answer #'dixit-set-speaker "Paul Dremmel")))))
            (with-current-buffer rules (let ((save-silently t)) (save-buffer)))
            (answer #'dixit-set-speaker "Paul Dremmel")
            (should (equal (nth 1 (speakers)) "Paul Dremmel"))
            (with-current-buffer rules
              (should-not (buffer-modified-p))
              (should (string-search "Paul Dremmel" (buffer-string)))))
        (with-current-buffer rules (set-buffer-modified-p nil))
        (kill-buffer rules)))))

(provide 'test-dixit-correct)
;;; test-dixit-correct.el ends here
